package org.allidb.storage.console.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.allidb.storage.api.TenantStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page in Chromium. It is left out, and says so, where there is no Chromium with its driver. */
class BrowserTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
                List<String> logged = page.manage().logs().get(LogType.BROWSER).getAll().stream()
                        .map(LogEntry::getMessage)
                        .toList();
                assertEquals(List.of(), logged);
            } finally {
                page.quit();
            }
        }
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
        Object unnamed = page.executeScript("return [...document.querySelectorAll('button,input,select')].filter(e =>"
                + " !(e.textContent.trim() || e.ariaLabel || e.labels?.length)).map(e => e.outerHTML)");
        assertEquals(List.of(), unnamed, "each control has a name that can be read aloud");
        page.manage().window().setSize(new Dimension(500, 900));
        Object wide = page.executeScript("return document.documentElement.scrollWidth <= innerWidth");
        assertEquals(true, wide, "nothing is beside the window");
    }
}
