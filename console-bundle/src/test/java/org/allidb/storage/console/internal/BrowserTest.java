package org.allidb.storage.console.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.AccessRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page in Chromium. It is left out, and says so, where there is no Chromium with its driver. */
class BrowserTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String UNNAMED = "return [...document.querySelectorAll('button,input,select')].filter(e =>"
            + " !(e.textContent.trim() || e.ariaLabel || e.labels?.length)).map(e => e.outerHTML)";

    @TempDir
    private Path directory;

    private static Optional<Path> program(String... names) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .flatMap(folder -> Stream.of(names).map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static ChromeDriver browser(Path chromium, Path driver) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        // as root there is no sandbox; in a container /dev/shm is small
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1280,1000");
        options.setCapability("goog:loggingPrefs", Map.of(LogType.BROWSER, "ALL"));
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.toFile())
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        return new ChromeDriver(service, options);
    }

    @Test
    void thePageLivesAndLogsNoError() {
        Optional<Path> chromium = program("chromium", "chromium-browser", "google-chrome");
        Optional<Path> driver = program("chromedriver");
        if (chromium.isEmpty() || driver.isEmpty()) {
            System.out.println("The console is not tested in a browser: there is no chromium with chromedriver here.");
        }
        assumeTrue(chromium.isPresent() && driver.isPresent());
        try (OpenConsole console = OpenConsole.in(directory)) {
            try (TenantStore store = console.platform().openOrCreate(TenantId.of("default"))) {
                store.put("alice".getBytes(StandardCharsets.UTF_8), "hello".getBytes(StandardCharsets.UTF_8));
                store.put(EdgeRow.of(EntityId.of("alice"), "knows", EntityId.of("bob")));
                store.put("bob".getBytes(StandardCharsets.UTF_8), "moin".getBytes(StandardCharsets.UTF_8));
                store.flush();
            }
            ChromeDriver page = browser(chromium.orElseThrow(), driver.orElseThrow());
            try {
                look(page, console);
                assertEquals(List.of(), logged(page));
                act(page, console);
                // the browser logs each answer that is an error: without a key, to acts that are to fail, and of what
                // was dropped
                assertEquals(
                        List.of(),
                        logged(page).stream()
                                .filter(line -> !line.matches("(?s).* status of (401|404|409) .*"))
                                .toList());
            } finally {
                page.quit();
            }
        }
    }

    private static List<String> logged(ChromeDriver page) {
        return page.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    private static void look(ChromeDriver page, OpenConsole console) {
        WebDriverWait wait = new WebDriverWait(page, PATIENCE);
        page.get(console.address("/console/"));
        wait.until(ExpectedConditions.textToBe(By.cssSelector(".state"), "ready"));
        // by keyboard alone: the first tenant of the list is chosen
        By tenant = By.cssSelector(".tenants button.link");
        wait.until(ExpectedConditions.presenceOfElementLocated(tenant)).sendKeys(Keys.ENTER);
        wait.until(ExpectedConditions.presenceOfElementLocated(By.cssSelector(".tiers rect.table")));
        By target = By.xpath("//section[contains(@class,'browse')]//button[text()='bob']");
        wait.until(ExpectedConditions.elementToBeClickable(target)).click();
        wait.until(ExpectedConditions.textToBePresentInElementLocated(By.cssSelector(".browse .text"), "moin"));
        assertTrue(
                page.findElement(By.cssSelector(".browse .calls")).getText().contains("get default bob"),
                "the command");
        wait.until(ExpectedConditions.presenceOfElementLocated(By.cssSelector(".parts tbody tr")));
        console.platform().openOrCreate(TenantId.of("newcomer")).close();
        wait.until(ExpectedConditions.textToBePresentInElementLocated(By.cssSelector(".tenants tbody"), "newcomer"));
        wait.until(ExpectedConditions.textToBePresentInElementLocated(By.cssSelector(".events ol"), "newcomer"));
        page.findElement(By.cssSelector("header .right button:last-child")).click();
        assertEquals(List.of(), page.executeScript(UNNAMED), "each control has a name that can be read aloud");
        page.manage().window().setSize(new Dimension(500, 900));
        Object wide = page.executeScript("return document.documentElement.scrollWidth <= innerWidth");
        assertEquals(true, wide, "nothing is beside the window");
    }

    /** Everything that an administrator does, with what the dialogs show. */
    private static void act(ChromeDriver page, OpenConsole console) {
        WebDriverWait wait = new WebDriverWait(page, PATIENCE);
        page.manage().window().setSize(new Dimension(1280, 1000));
        String key = AccessKeys.of(console.platform())
                .createForPlatform(AccessRole.ADMIN, "test")
                .text();
        // the page asks for it by itself: the first key ends access without one
        wait.until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector("input[type=password]")))
                .sendKeys(key, Keys.ENTER);
        wait.until(ExpectedConditions.textToBe(By.cssSelector(".state"), "ready"));
        Acts acts = new Acts(page, wait, key);

        WebElement create = acts.open("tenants", "New…");
        acts.fill(create, "acme");
        acts.confirm(create, "tenant-create acme");
        create = acts.open("tenants", "New…");
        acts.fill(create, "acme");
        String exists = acts.answered(create, "tenant-create acme", "alert");
        assertTrue(exists.contains("'acme'"), exists);
        page.executeScript("location.hash = 'acme'");

        WebElement quota = acts.open("tiers", "Quota…");
        acts.fill(quota, "7");
        acts.confirm(quota, "tenant-quota acme --disk 7M");
        assertEquals(7 << 20, acme(console).settings().quota().diskBytes());
        WebElement suspend = acts.open("tiers", "Suspend…");
        acts.fill(suspend, "writes");
        acts.confirm(suspend, "tenant-suspend acme --read-only --by 'the console'");
        assertTrue(acme(console).readable() && acme(console).suspended());
        acts.confirm(acts.open("tiers", "Resume…"), "tenant-resume acme");
        acts.confirm(acts.open("tiers", "Flush…"), "flush acme");
        acts.confirm(acts.open("tiers", "Compact…"), "compact acme");
        WebElement own = acts.open("tiers", "Parameter…");
        acts.fill(own, "sstable.filter_bits_per_key", "12");
        acts.confirm(own, "tenant-configure acme sstable.filter_bits_per_key=12");
        assertEquals(
                Map.of("sstable.filter_bits_per_key", "12"),
                acme(console).settings().parameters());

        new Select(page.findElement(By.cssSelector("select[aria-label='Swap the strategy']")))
                .selectByVisibleText("leveled");
        acts.confirm(acts.dialog(), "configure compaction.strategy=leveled");
        assertEquals("leveled", console.platform().configuration().compaction().strategy());
        WebElement parameter = acts.open("configuration", "Change parameter…");
        acts.fill(parameter, "wal.provider", "segmented");
        String refused = acts.answered(parameter, "configure wal.provider=segmented", "alert");
        assertTrue(refused.contains("takes effect when the server starts"), refused);

        String backups = console.platform().configuration().server().backupDirectory();
        WebElement backup = acts.open("backups", "Back up…");
        acts.fill(backup, "acme");
        acts.confirm(backup, "backup " + backups + " acme");
        String sound = acts.answered(acts.open("backups", "Verify…"), "backups " + backups + " --verify 1", "status");
        assertEquals("Backup 1 is sound.", sound);
        WebElement restore = acts.open("backups", "Restore…");
        acts.confirm(restore, "restore " + backups + " acme --as acme-restored --backup 1");
        assertTrue(console.platform().tenant(TenantId.of("acme-restored")).isPresent());

        WebElement made = acts.open("keys", "New key…");
        acts.fill(made, "acme", "writer", "the shop");
        String told = acts.answered(made, "key-create acme writer --label 'the shop'", "status");
        assertTrue(told.contains("allidb_acme_"), told);

        WebElement drop = acts.open("tiers", "Drop…");
        acts.fill(drop, "acm");
        assertFalse(drop.findElement(By.cssSelector("button.main")).isEnabled(), "not confirmed");
        acts.fill(drop, "acme");
        acts.confirm(drop, "tenant-drop acme --yes");
        assertEquals(Optional.empty(), console.platform().tenant(TenantId.of("acme")));
        page.executeScript("location.hash = ''");
        assertEquals(List.of(), page.executeScript(UNNAMED), "each control has a name that can be read aloud");
    }

    private static TenantInfo acme(OpenConsole console) {
        return console.platform().tenant(TenantId.of("acme")).orElseThrow();
    }
}
