package io.twinbeam.pipelines.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;

/** What a reader of a report meets in a browser. */
class ReportBrowserTest {

  private static final String SLIDER = ".plane input";
  private static final String STACK = ".plane .stack";

  @TempDir static Path directory;
  private static Browser browser;
  private static Path report;

  @BeforeAll
  static void renderTheSample() throws IOException {
    browser = Browser.start();
    SampleRun.write(directory);
    report = directory.resolve("report.html");
    Files.writeString(report, Report.render(ReportData.load(directory, SampleRun.images())));
  }

  @AfterAll
  static void closeTheBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"1280, light", "1280, dark", "400, light"})
  void thePageFitsAndItsConsoleIsSilent(int width, String scheme) throws IOException {
    browser.open(report, width, scheme);
    browser.settle();
    assertFits(width);
    browser.screenshot("report-" + width + "-" + scheme);
    browser.settle();
    browser.unfold("details");
    assertFits(width);
    assertEquals(List.of(), browser.console());
  }

  private static void assertFits(int width) {
    assertEquals(width, browser.number("return document.documentElement.scrollWidth"));
  }

  @Test
  void everyChartIsDrawnOnceItIsSeen() {
    browser.open(report, 1280, "light");
    browser.settle();
    String drawn = "document.querySelectorAll('.chart svg').length";
    String folded = "document.querySelectorAll('details:not([open]) .chart').length";
    long charts = browser.number("return document.querySelectorAll('.chart').length");
    assertTrue(browser.number("return " + folded) > 0);
    assertEquals(charts, browser.number("return " + drawn + " + " + folded));
    browser.unfold("details");
    assertEquals(charts, browser.number("return " + drawn));
    long marks = browser.number("return document.querySelectorAll('.chart svg path').length");
    assertTrue(marks > 40 * charts, marks + " paths in " + charts + " charts");
    assertEquals(
        false,
        browser.run(
            "return [...document.querySelectorAll('.chart svg')].some(svg => svg.outerHTML.includes('NaN'))"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1280, 400})
  void namesOfRowsLieClearOfBoxesAndMarks(int width) {
    browser.open(report, width, "light");
    browser.settle();
    browser.unfold("#cases details");
    Object overlaps =
        browser.run(
            "const meet = (a, b) => a.left < b.right && b.left < a.right"
                + " && a.top < b.bottom && b.top < a.bottom;"
                + "const box = one => one.getBoundingClientRect();"
                + "let names = 0; const overlaps = [];"
                + "for (const svg of document.querySelectorAll('#cases .chart svg')) {"
                + "  const marks = [...svg.querySelectorAll('path')]"
                + "      .filter(path => path.outerHTML.includes('var(--c')).map(box);"
                + "  for (const name of svg.querySelectorAll('text')) {"
                + "    if (['supervised', 'dual-uncertainty'].includes(name.textContent)) {"
                + "      names++;"
                + "      if (marks.some(mark => meet(box(name), mark))) {"
                + "        overlaps.push(name.textContent);"
                + "      }"
                + "    }"
                + "  }"
                + "}"
                + "return names === 0 ? 'no names' : overlaps");
    assertEquals(List.of(), overlaps);
  }

  @Test
  void chartsFollowTheWidthOfTheWindow() {
    browser.open(report, 1280, "light");
    browser.settle();
    String width = "return document.querySelector('.chart svg').getBoundingClientRect().width";
    long wide = browser.number(width);
    browser.command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 400, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
    browser.settle();
    browser.settle();
    assertTrue(browser.number(width) < 380, "width " + browser.number(width));
    assertNotEquals(wide, browser.number(width));
  }

  @Test
  void aMarkTellsItsCase() {
    browser.open(report, 1280, "light");
    browser.settle();
    browser.run(
        "const chart = echarts.getInstanceByDom(document.querySelector('#cases .canvas > div'));"
            + "const series = chart.getOption().series.findIndex(s => s.type === 'scatter');"
            + "chart.dispatchAction({type: 'showTip', seriesIndex: series, dataIndex: 0})");
    browser.settle();
    String tip =
        (String)
            browser.run(
                "return [...document.querySelectorAll('#cases .canvas > div > div')]"
                    + ".map(d => d.innerText).join('')");
    assertTrue(tip.matches("(?s).*case_\\d\\d, seed \\d.*supervised: 0\\.\\d{3}.*"), tip);
  }

  @Test
  void theSliderMovesByKeyboardAndChangesTheImage() {
    browser.open(report, 1280, "light");
    browser.settle();
    WebElement slider = browser.find(SLIDER);
    slider.sendKeys(Keys.ARROW_RIGHT, Keys.ARROW_LEFT);
    browser.settle();
    assertEquals("slice 10 of 18, 22.5 mm", slider.getDomAttribute("aria-valuetext"));
    byte[] before = picture();
    slider.sendKeys(Keys.ARROW_RIGHT);
    browser.settle();
    assertEquals("slice 11 of 18, 25.0 mm", slider.getDomAttribute("aria-valuetext"));
    assertEquals("slice 11 of 18, 25.0 mm", browser.find(".plane .where").getText());
    assertFalse(Arrays.equals(before, picture()), "another slice must look otherwise");
    slider.sendKeys(Keys.ARROW_LEFT);
    browser.settle();
    assertArrayEquals(before, picture());
    slider.sendKeys(Keys.HOME);
    browser.settle();
    String first = browser.find(".plane .where").getText();
    assertTrue(first.startsWith("slice "), first);
    assertFalse(Arrays.equals(before, picture()));
  }

  @Test
  void theSliderIsReachedByTab() {
    browser.open(report, 1280, "light");
    browser.run("document.getElementById('show-entropy').focus()");
    browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
    assertEquals(
        "Axial slice, Worst case case_07 of supervised",
        browser.driver().switchTo().activeElement().getDomAttribute("aria-label"));
  }

  @Test
  void layersAreSwitchedByKeyboard() {
    browser.open(report, 1280, "light");
    browser.settle();
    browser.find("#show-entropy").sendKeys(Keys.SPACE, Keys.SPACE);
    browser.settle();
    byte[] before = picture();
    for (String layer : List.of("truth", "prediction", "entropy")) {
      WebElement box = browser.find("#show-" + layer);
      box.sendKeys(Keys.SPACE);
      browser.settle();
      assertFalse(Arrays.equals(before, picture()), layer);
      box.sendKeys(Keys.SPACE);
      browser.settle();
      assertArrayEquals(before, picture(), layer);
    }
  }

  private static byte[] picture() {
    return browser.find(STACK).getScreenshotAs(OutputType.BYTES);
  }

  @Test
  void aDarkPageHasDarkPaperAndLightCharts() {
    browser.open(report, 1280, "light");
    browser.settle();
    String paper = "return getComputedStyle(document.body).backgroundColor";
    String axis = "return getComputedStyle(document.querySelector('.chart svg text')).fill";
    Object light = browser.run(paper);
    Object ink = browser.run(axis);
    browser.command(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
    assertEquals("rgb(255, 255, 255)", light);
    assertEquals("rgb(20, 24, 28)", browser.run(paper));
    assertNotEquals(ink, browser.run(axis), "without a redraw");
  }

  @Test
  void copyButtonsCopy() {
    browser.open(report, 1280, "light");
    WebElement button = browser.find("header button.copy");
    button.sendKeys(Keys.ENTER);
    assertEquals("2f6c91d04be8a3375c1e", pasted());
    assertEquals("Copied.", browser.run("return document.getElementById('said').textContent"));
    browser.run("document.querySelector('[data-path=platform]').closest('details').open = true");
    browser.find("[data-path=platform]").click();
    assertTrue(pasted().contains("\"java\": \"17.0.12\""), pasted());
  }

  private static String pasted() {
    browser.settle();
    browser.run(
        "const area = document.createElement('textarea');"
            + "area.id = 'pasted'; document.body.append(area); area.focus()");
    WebElement area = browser.find("#pasted");
    area.sendKeys(Keys.chord(Keys.CONTROL, "v"));
    String text = (String) browser.run("return arguments[0].value", area);
    browser.run("arguments[0].remove()", area);
    return text;
  }

  @ParameterizedTest
  @CsvSource({"1280, light", "1280, dark", "400, light"})
  void axeFindsNothingSerious(int width, String scheme) throws IOException {
    browser.open(report, width, scheme);
    browser.unfold("details.more, #cases .chart:first-child details, #provenance > details");
    browser.run(Resources.toString(Resources.getResource("axe.min.js"), StandardCharsets.UTF_8));
    Object findings =
        browser.await(
            "const done = arguments[0]; axe.run({exclude: ['.chart svg', '.stack']}, {resultTypes: ['violations']}).then(result => done(result.violations"
                + ".filter(v => ['serious', 'critical'].includes(v.impact))"
                + ".map(v => v.id + ' at ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)))))");
    assertEquals(List.of(), findings);
  }

  @Test
  void itPrints() throws IOException {
    browser.open(report, 1280, "dark");
    browser.settle();
    Object pdf = browser.command("Page.printToPDF", Map.of("printBackground", true)).get("data");
    byte[] bytes = OutputType.BYTES.convertFromBase64Png("" + pdf);
    Files.createDirectories(Path.of("target", "report-screenshots"));
    Files.write(Path.of("target", "report-screenshots", "report.pdf"), bytes);
    assertTrue(new String(bytes, StandardCharsets.ISO_8859_1).startsWith("%PDF-"));
    assertTrue(bytes.length > 200_000, bytes.length + " bytes");
  }

  @Test
  void withoutScriptsNumbersAndMiddleSlicesAreThere() throws IOException {
    browser.command("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    try {
      browser.open(report, 1280, "light");
      assertTrue(
          browser.find("noscript p").getText().startsWith("Charts and sliders need scripts"));
      assertFalse(browser.find(SLIDER).isDisplayed());
      assertFalse(browser.find("button.copy").isDisplayed());
      assertFalse(browser.find(".canvas").isDisplayed());
      assertTrue(browser.find(STACK).isDisplayed());
      assertEquals("slice 10 of 18, 22.5 mm", browser.find(".plane .where").getText());
      browser.find("#cases .numbers summary").click();
      assertTrue(browser.find("#cases .numbers td").isDisplayed());
      browser.screenshot("report-without-scripts");
    } finally {
      browser.command("Emulation.setScriptExecutionDisabled", Map.of("value", false));
    }
  }
}
