package io.twinbeam.pipelines.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  @TempDir static Path directory;
  private static String html;
  private static Page page;

  @BeforeAll
  static void renderTheSample() throws IOException {
    SampleRun.write(directory);
    html = Report.render(ReportData.load(directory, SampleRun.images()));
    page = Page.parse(html);
  }

  @Test
  void theSameRunGivesTheSameBytes(@TempDir Path other) throws IOException {
    SampleRun.write(other);
    assertEquals(html, Report.render(ReportData.load(other, SampleRun.images())));
  }

  @Test
  void everySectionIsInTheContents() {
    List<String> anchors = page.all("//nav//a/@href").stream().map(a -> a.substring(1)).toList();
    assertEquals(
        List.of(
            "alarms",
            "results",
            "cases",
            "curves",
            "diagnostics",
            "overlays",
            "failed",
            "provenance",
            "files"),
        anchors);
    assertEquals(anchors, page.all("//section/@id"));
    assertEquals(page.all("//section/h2/@id"), page.all("//section/@aria-labelledby"));
  }

  @Test
  void theHeadStatesTheRunAndItsCases() {
    assertEquals("Bent ellipsoids, 5 labels", page.one("//h1"));
    assertEquals("2f6c91d04be8a3375c1e", page.one("//header//code"));
    assertEquals(List.of("24", "5", "60", "2", "last", "no"), page.all("//dl[@class='facts']//dd"));
  }

  @Test
  void theTableHoldsEveryMeasureOfEveryMethodAndClass() {
    assertEquals(
        List.of("All classes", "anterior (1)", "posterior (2)"),
        page.all("//section[@id='results']//th[@scope='rowgroup']"));
    assertEquals(6, page.all("//section[@id='results']//tbody/tr").size());
    List<String> cells = page.all("(//section[@id='results']//tbody/tr)[1]/td");
    assertEquals(7, cells.size());
    assertEquals("96", cells.get(0));
    assertTrue(cells.get(1).matches("0\\.\\d{3} \u00b1 0\\.\\d{3}"), cells.get(1));
    assertTrue(cells.get(3).matches("\\d+\\.\\d{2} \u00b1 \\d+\\.\\d{2}"), cells.get(3));
  }

  @Test
  void undefinedDistancesAreShownAsMisses() {
    assertEquals(List.of("1", "1"), page.all("//td[contains(@class, 'miss')]"));
    assertEquals(1, page.all("//section[@id='cases']//*[@class='missed']").size());
    String missed = page.one("//section[@id='cases']//*[@class='missed']");
    assertEquals("case_07, seed 2: 0.000, miss", missed);
  }

  @Test
  void aDistanceThatLeavesMissesOutIsNeverBest() {
    String posterior = "(//section[@id='results']//tbody)[3]//td";
    assertEquals(1, page.all(posterior + "[2]/strong").size());
    assertEquals(0, page.all(posterior + "[4]/strong").size());
    String anterior = "(//section[@id='results']//tbody)[2]//td";
    assertEquals(1, page.all(anterior + "[4]/strong").size());
  }

  @Test
  void hostileTextStaysText() {
    assertFalse(html.contains("<script"));
    List<String> failed = page.all("//section[@id='failed']//tbody/tr[2]/*");
    assertEquals(SampleRun.HOSTILE, failed.get(0));
    assertTrue(failed.get(3).endsWith(SampleRun.HOSTILE));
    assertTrue(page.one("//section[@id='provenance']/dl").contains(SampleRun.HOSTILE));
  }

  @Test
  void thePageLoadsNothingFromAnywhere() {
    assertEquals(18, page.all("//img/@src").size());
    assertTrue(page.all("//img/@src").stream().allMatch(src -> src.startsWith("data:image/png")));
    assertEquals(0, page.all("//script | //link | //iframe | //object").size());
    assertFalse(html.contains("http:") || html.contains("https:") || html.contains("@import"));
    assertTrue(page.all("//@href").stream().noneMatch(href -> href.contains(":")));
  }

  @Test
  void everyScrollingBoxIsReachedByKeyboardAndNamed() {
    assertEquals(3, page.all("//div[@class='scroll']").size());
    assertEquals(
        3, page.all("//div[@class='scroll'][@tabindex='0'][@role='region'][@aria-label]").size());
    assertEquals(18, page.all("//img[string-length(@alt) > 10]").size());
  }

  @Test
  void eachTermHasAPanelWithBothNetworks() {
    assertEquals(
        List.of("total", "crossEntropy", "dice", "cosine", "ramp", "learningRate"),
        page.all("//section[@id='curves']//figcaption"));
    String panel = "//section[@id='curves']//figure[figcaption='crossEntropy']";
    assertEquals(8, page.all(panel + "//*[contains(@class, 'curve')]").size());
    assertEquals(4, page.all(panel + "//*[contains(@class, 'dashed')]").size());
  }

  @Test
  void provenanceIsFoldedAndComplete() {
    assertTrue(page.all("//section[@id='provenance']//details").size() >= 4);
    assertEquals(0, page.all("//details[@open]").size());
    assertTrue(page.one("//section[@id='provenance']").contains("avx2, fma"));
    assertTrue(page.one("//section[@id='provenance']").contains("rho"));
  }

  @Test
  void onlyFilesThatExistAreLinked() {
    assertEquals(
        List.of("metrics.csv", "summary.json", "training.csv", "failed-cases.csv", "run.json"),
        page.all("//section[@id='files']//a/@href"));
  }

  @Test
  void aCropThatUsedLabelsIsWarnedOf(@TempDir Path other) throws IOException {
    Files.writeString(
        other.resolve("summary.json"),
        Files.readString(directory.resolve("summary.json"))
            .replace("\"labelsUsedInCrop\" : false", "\"labelsUsedInCrop\" : true"));
    Page warned = Page.parse(Report.render(ReportData.load(other, CaseImages.none())));
    String warning = "//header//p[@class='warning']";
    assertTrue(warned.one(warning).startsWith("Labels were used."));
    assertEquals(0, page.all(warning).size());
  }

  @Test
  void resultsOfValidationCasesAreSaidToBe(@TempDir Path other) throws IOException {
    String summary = Files.readString(directory.resolve("summary.json"));
    Files.writeString(
        other.resolve("summary.json"),
        summary
            .replace("\"checkpoint\"", "\"evaluated\" : \"validation\", \"checkpoint\"")
            .replace("\"labelled\"", "\"validation\" : 7, \"labelled\""));
    Page validated = Page.parse(Report.render(ReportData.load(other, CaseImages.none())));
    assertTrue(validated.one("//p[@class='warning']").startsWith("Validation cases."));
    assertEquals("7", validated.one("//dl/div[dt='Validation cases']/dd"));
    assertTrue(results(validated).contains("(validation cases times seeds"), results(validated));
    assertTrue(results(page).contains("(test cases times seeds"), results(page));
  }

  private static String results(Page report) {
    return report.one("//section[@id='results']/p[@class='note']");
  }

  @Test
  void aRunWithNothingButASummaryStillHasAReport(@TempDir Path other) throws IOException {
    Files.writeString(other.resolve("summary.json"), "{}");
    Page bare = Page.parse(Report.render(ReportData.load(other, CaseImages.none())));
    assertEquals(6, bare.all("//section/p[@class='none']").size());
  }

  @Test
  void aCaseWithoutImagesSaysSo() throws IOException {
    Page bare = Page.parse(Report.render(ReportData.load(directory, CaseImages.none())));
    assertEquals(6, bare.all("//figure[@class='case']/p").size());
    assertEquals(0, bare.all("//img").size());
  }

  @Test
  void aRunWithoutASummaryIsRefused(@TempDir Path other) {
    assertThrows(FileNotFoundException.class, () -> ReportData.load(other, CaseImages.none()));
  }

  @Test
  void aBrokenTableIsNamedWithItsRecord(@TempDir Path other) throws IOException {
    Files.writeString(other.resolve("summary.json"), "{}");
    Files.writeString(other.resolve("training.csv"), "method,seed,step,term,value\na,1,2,t,x\n");
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> ReportData.load(other, CaseImages.none()));
    assertTrue(refused.getMessage().startsWith("training.csv record 1 "), refused.getMessage());
  }
}
