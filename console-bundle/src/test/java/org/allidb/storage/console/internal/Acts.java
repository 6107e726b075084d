package org.allidb.storage.console.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Acts on the page: carries them out, and compares what the dialog shows with what is sent. */
final class Acts {

    private static final Path SHELL =
            Path.of("../shell-bundle/src/main/java/org/allidb/storage/shell/internal/command/CommandSet.java");
    private static final Pattern COMMAND = Pattern.compile("commands\\.put\\(\"([a-z-]+)\"");
    /** A word of a command line: in single or double quotes, or without. */
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    private static final By DIALOG = By.cssSelector("dialog[open]");

    private final ChromeDriver page;
    private final WebDriverWait wait;
    private final String key;
    private final Set<String> commands = new TreeSet<>();

    Acts(ChromeDriver page, WebDriverWait wait, String key) {
        this.page = page;
        this.wait = wait;
        this.key = key;
        Matcher found = COMMAND.matcher(read());
        while (found.find()) {
            commands.add(found.group(1));
        }
        page.executeScript("const real = window.fetch; window.sent = []; window.fetch = (path, options) => { if"
                + " (options?.method) sent.push([options.method, new URL(path, location.href).href, options.body ?? '',"
                + " options.headers.Authorization, options.headers['Content-Type'] ?? '']); return real(path, options);"
                + " };");
    }

    private static String read() {
        try {
            return Files.readString(SHELL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the dialog of a button. */
    WebElement open(String section, String button) {
        wait.until(ExpectedConditions.elementToBeClickable(By.xpath(
                        "//section[contains(@class,'" + section + "')]//button[normalize-space()='" + button + "']")))
                .click();
        return dialog();
    }

    WebElement dialog() {
        return wait.until(ExpectedConditions.visibilityOfElementLocated(DIALOG));
    }

    /** Fills the fields in, in their order. */
    void fill(WebElement dialog, String... values) {
        List<WebElement> fields = dialog.findElements(By.cssSelector("input, select"));
        assertEquals(values.length, fields.size(), "fields");
        for (int i = 0; i < values.length; i++) {
            WebElement field = fields.get(i);
            if (field.getTagName().equals("select")) {
                new Select(field).selectByValue(values[i]);
            } else {
                field.clear();
                field.sendKeys(values[i]);
            }
        }
    }

    /** Carries the act out, and waits until the dialog has gone. */
    void confirm(WebElement dialog, String command) {
        send(dialog, command);
        wait.until(ExpectedConditions.invisibilityOfElementLocated(DIALOG));
    }

    /** Carries the act out, and returns what the dialog says then. */
    String answered(WebElement dialog, String command, String role) {
        send(dialog, command);
        String said = wait.until(ExpectedConditions.visibilityOfElementLocated(
                        By.cssSelector("dialog[open] [role=" + role + "]")))
                .getText();
        dialog.findElement(By.cssSelector("button[type=button]")).click();
        wait.until(ExpectedConditions.invisibilityOfElementLocated(DIALOG));
        return said;
    }

    private void send(WebElement dialog, String command) {
        List<WebElement> shown = dialog.findElements(By.cssSelector(".calls code"));
        assertEquals(command, shown.get(0).getText());
        assertTrue(commands.contains(command.split(" ", 2)[0]), "the shell has it: " + command);
        List<String> call = words(shown.get(1).getText());
        Number before = (Number) page.executeScript("return sent.length");
        dialog.findElement(By.cssSelector("button.main")).click();
        wait.until(_ -> ((Number) page.executeScript("return sent.length")).intValue() > before.intValue());
        assertEquals(page.executeScript("return sent[" + before + "]"), request(call), "what is shown is sent");
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        return words;
    }

    /** Returns what curl would send: method, address, body, and the two headers. */
    private List<String> request(List<String> call) {
        assertEquals("curl", call.getFirst());
        String method = "";
        String body = "";
        Map<String, String> headers = new java.util.HashMap<>();
        for (int i = 1; i < call.size() - 1; i += 2) {
            String value = call.get(i + 1);
            switch (call.get(i)) {
                case "-X" -> method = value;
                case "-d" -> body = value;
                case "-H" -> headers.put(value.split(": ", 2)[0], value.split(": ", 2)[1].replace("$KEY", key));
                default -> throw new AssertionError("curl has " + call.get(i));
            }
        }
        return List.of(
                method,
                call.getLast(),
                body,
                headers.getOrDefault("Authorization", ""),
                headers.getOrDefault("Content-Type", ""));
    }
}
