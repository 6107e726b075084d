package org.allidb.storage.metrics.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.ReflectionException;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenMBeanAttributeInfo;
import javax.management.openmbean.OpenMBeanAttributeInfoSupport;
import javax.management.openmbean.OpenMBeanConstructorInfo;
import javax.management.openmbean.OpenMBeanInfoSupport;
import javax.management.openmbean.OpenMBeanOperationInfo;
import javax.management.openmbean.OpenMBeanOperationInfoSupport;
import javax.management.openmbean.OpenMBeanParameterInfo;
import javax.management.openmbean.OpenMBeanParameterInfoSupport;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.jspecify.annotations.Nullable;

/** The metrics of a platform as an open MBean. It reads them when it is asked, and keeps nothing. Thread-safe. */
public final class FiguresMBean implements DynamicMBean {

    private static final String TENANT = "tenant";
    private static final CompositeType TENANT_TYPE = tenantType();

    private final StoragePlatform platform;

    /** Creates the MBean; {@code StorageMBeans} registers it. */
    public FiguresMBean(StoragePlatform platform) {
        this.platform = platform;
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException {
        Double value = figures().values().get(name);
        if (value == null) {
            throw new AttributeNotFoundException("there is no figure '" + name + "'");
        }
        return value;
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        Map<String, Double> values = figures().values();
        AttributeList found = new AttributeList();
        for (String name : names) {
            if (values.containsKey(name)) {
                found.add(new Attribute(name, values.get(name)));
            }
        }
        return found;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException("figures cannot be set");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public @Nullable Object invoke(String operation, @Nullable Object[] arguments, String[] signature)
            throws MBeanException, ReflectionException {
        if (!operation.equals(TENANT) || arguments.length != 1) {
            throw new ReflectionException(new NoSuchMethodException("the only operation is tenant(String)"));
        }
        try {
            TenantId tenant = TenantId.of(String.valueOf(arguments[0]));
            return composite(NamedValues.of(TenantMetrics.ALL, TenantFigures.of(platform, tenant)));
        } catch (StorageException e) {
            // a client of JMX has no class of ours
            throw new MBeanException(new IllegalArgumentException(e.getMessage()));
        } catch (OpenDataException e) {
            throw new MBeanException(e);
        }
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        NamedValues figures = figures();
        List<OpenMBeanAttributeInfo> attributes = new ArrayList<>();
        for (String name : figures.values().keySet()) {
            attributes.add(
                    new OpenMBeanAttributeInfoSupport(name, figures.help(name), SimpleType.DOUBLE, true, false, false));
        }
        OpenMBeanParameterInfo id = new OpenMBeanParameterInfoSupport("id", "the tenant's id", SimpleType.STRING);
        OpenMBeanOperationInfo tenant = new OpenMBeanOperationInfoSupport(
                TENANT,
                "Returns the figures of one tenant, without opening it",
                new OpenMBeanParameterInfo[] {id},
                TENANT_TYPE,
                MBeanOperationInfo.INFO);
        return new OpenMBeanInfoSupport(
                FiguresMBean.class.getName(),
                "Figures of the storage",
                attributes.stream()
                        .sorted(Comparator.comparing(OpenMBeanAttributeInfo::getName))
                        .toArray(OpenMBeanAttributeInfo[]::new),
                new OpenMBeanConstructorInfo[0],
                new OpenMBeanOperationInfo[] {tenant},
                null);
    }

    private NamedValues figures() {
        return NamedValues.of(PlatformMetrics.ALL, PlatformFigures.of(platform));
    }

    private static CompositeDataSupport composite(NamedValues figures) throws OpenDataException {
        Map<String, Double> items = new HashMap<>(figures.values());
        for (String name : TENANT_TYPE.keySet()) {
            items.putIfAbsent(name, Double.NaN);
        }
        return new CompositeDataSupport(TENANT_TYPE, items);
    }

    private static CompositeType tenantType() {
        String[] names = TenantMetrics.ALL.stream().map(NamedValues::name).toArray(String[]::new);
        String[] helps = TenantMetrics.ALL.stream().map(Metric::help).toArray(String[]::new);
        OpenType<?>[] types = new OpenType<?>[names.length];
        Arrays.fill(types, SimpleType.DOUBLE);
        try {
            return new CompositeType(
                    "Tenant",
                    "The figures of a tenant; NaN for those of an open one if it is not open",
                    names,
                    helps,
                    types);
        } catch (OpenDataException e) {
            throw new IllegalStateException(e);
        }
    }
}
