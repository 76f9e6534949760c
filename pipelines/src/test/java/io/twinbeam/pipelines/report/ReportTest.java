package io.twinbeam.pipelines.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  private static final String RESULTS = "//section[@id='results']";
  private static final String TABLE = RESULTS + "/div[@class='scroll']";

  private static final String EARLIER =
      """
      {"methods": {"m": {"seeds": [1], "classes": {"1": {"n": 2,
        "dice": {"mean": 0.5, "sd": 0.1, "misses": 0}, "hd95_mm": {"misses": 1}}},
        "all": {"n": 2, "dice": {"mean": 0.5, "sd": 0.1, "misses": 0}}}}}
      """;

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
            "pseudo-labels",
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
    assertEquals("2f6c91d04be8a3375c1e", page.one("//header//button/@data-copy"));
    assertEquals(List.of("24", "5", "60", "2", "last", "no"), page.all("//dl[@class='facts']//dd"));
  }

  @Test
  void theTableHoldsEveryMeasureOfEveryMethodAndClass() {
    assertEquals(
        List.of("All classes", "Foreground as one", "anterior (1)", "posterior (2)"),
        page.all(TABLE + "//th[@scope='rowgroup']"));
    assertEquals(8, page.all(TABLE + "//tbody/tr").size());
    List<String> cells = page.all("(" + TABLE + "//tbody/tr)[1]/td");
    assertEquals(8, cells.size());
    assertEquals("96", cells.get(0));
    String dice = "0\\.\\d{3} \u00b1 0\\.\\d{3}\\[0\\.\\d{3}, 0\\.\\d{3}\\]";
    assertTrue(cells.get(1).matches(dice), cells.get(1));
    assertTrue(cells.get(4).matches("\\d\\.\\d{2} \u00b1 \\d\\.\\d{2}\\[.*\\]"), cells.get(4));
  }

  @Test
  void significantDifferencesFromTheFirstMethodAreMarkedInWords() {
    String second = "(" + TABLE + "//tbody)[4]/tr[2]/td[2]/span[@class='sign better']";
    assertEquals("better than supervised, p < 0.001", page.one(second + "/@title"));
    assertEquals("\u25b2 better than supervised, p < 0.001", page.one(second));
    assertEquals(0, page.all("(" + TABLE + "//tbody)[3]//*[contains(@class, 'sign')]").size());
    assertEquals(0, page.all(TABLE + "//tbody/tr[1]//*[contains(@class, 'sign')]").size());
    assertEquals(28, page.all(RESULTS + "/details[2]//tbody/tr").size(), "7 measures, 4 parts");
  }

  @Test
  void everyStatisticOfTheSummaryIsToldOnDemand() {
    String rows = RESULTS + "/details[1]//tbody/tr";
    assertEquals(56, page.all(rows).size(), "4 parts, 2 methods, 7 measures");
    List<String> cells = page.all(rows + "[th='HD95 (mm)'][td[2]='supervised'][1]/td");
    assertEquals("24", cells.get(3));
    assertEquals("1", cells.get(9));
    assertTrue(Double.parseDouble(cells.get(4)) > Double.parseDouble(cells.get(10)), "" + cells);
  }

  @Test
  void undefinedDistancesAreShownAsMisses() throws IOException {
    assertEquals(List.of("1", "1"), page.all(TABLE + "//td[contains(@class, 'miss')]"));
    JsonNode posterior = chart("Dice").at("/rows/7");
    assertEquals("supervised", posterior.path("name").asText());
    assertEquals("[\"case_07, seed 2\"]", posterior.path("misses").toString());
    assertEquals(47, posterior.path("values").size());
  }

  @Test
  void aMeanDistanceThatLeavesMissesOutIsNeverBest(@TempDir Path other) throws IOException {
    String best = "(" + TABLE + "//tbody)[4]//td[5]/strong";
    assertEquals(1, page.all(best).size(), "misses count at the diagonal");
    String summary = Files.readString(directory.resolve("summary.json"));
    Files.writeString(
        other.resolve("summary.json"),
        summary.replaceAll("\"definedMean\" : [0-9.]+", "\"x\" : 1"));
    Page earlier = Page.parse(Report.render(ReportData.load(other, CaseImages.none())));
    assertEquals(0, earlier.all(best).size());
    assertEquals(1, earlier.all("(" + TABLE + "//tbody)[3]//td[5]/strong").size());
  }

  @Test
  void aRunOfAnEarlierBuildStillHasItsTable(@TempDir Path other) throws IOException {
    Files.writeString(other.resolve("summary.json"), EARLIER);
    Files.writeString(
        other.resolve("metrics.csv"),
        "method,seed,case_id,class,dice,jaccard,hd95_mm,asd_mm,assd_mm\nm,1,a,1,0,0,,,\n");
    Files.writeString(
        other.resolve("pseudo-labels.csv"),
        "method,seed,case_id,class,voxels,kept,mean_entropy_nats\nm,1,a,1,10,4,0.1\n");
    Page earlier = Page.parse(Report.render(ReportData.load(other, CaseImages.none())));
    assertEquals(List.of("Class 1"), earlier.all(TABLE + "//th[@scope='rowgroup']"));
    assertEquals(
        List.of("2", "0.500 \u00b1 0.100", "\u2013", "1"), earlier.all(TABLE + "//tbody//td"));
    assertEquals(0, earlier.all("//*[@class='interval']").size());
    assertEquals("40.0\u00a0%", earlier.one("//section[@id='pseudo-labels']//tbody//td[5]"));
    assertTrue(earlier.one(RESULTS + "/p[2]").contains("in no mean distance"));
  }

  @Test
  void hostileTextStaysText() {
    assertFalse(html.contains("<script>alert"));
    assertEquals(2, html.split("<script>", -1).length - 1, "ECharts and the page's own");
    List<String> failed = page.all("//section[@id='failed']//tbody/tr[2]/*");
    assertEquals(SampleRun.HOSTILE, failed.get(0));
    assertTrue(failed.get(3).endsWith(SampleRun.HOSTILE));
    assertTrue(page.one("//section[@id='provenance']/dl").contains(SampleRun.HOSTILE));
  }

  @Test
  void thePageLoadsNothingFromAnywhere() {
    assertEquals(72, page.all("//img/@src").size(), "6 cases, 3 planes, 4 layers");
    assertTrue(
        page.all("//img/@src").stream().allMatch(src -> src.matches("data:image/(png|jpeg);.*")));
    assertEquals(0, page.all("//script/@src | //link | //iframe | //object").size());
    String markup = html.replaceAll("(?s)<script>.*?</script>", "");
    assertFalse(markup.contains("http:") || markup.contains("https:") || html.contains("@import"));
    assertTrue(page.all("//@href").stream().noneMatch(href -> href.contains(":")));
  }

  @Test
  void thePolicyAllowsTheTwoScriptsAndNoOther() throws Exception {
    String policy = page.one("//meta[@http-equiv='Content-Security-Policy']/@content");
    assertTrue(policy.startsWith("default-src 'none'; "), policy);
    Matcher scripts = Pattern.compile("(?s)<script>(.*?)</script>").matcher(html);
    int count = 0;
    while (scripts.find()) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest(scripts.group(1).getBytes(StandardCharsets.UTF_8));
      assertTrue(policy.contains("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'"));
      count++;
    }
    assertEquals(2, count);
    assertFalse(policy.substring(policy.indexOf("script-src")).contains("unsafe"), policy);
  }

  @Test
  void everyScrollingBoxIsReachedByKeyboardAndNamed() {
    int boxes = page.all("//div[@class='scroll']").size();
    assertTrue(boxes > 10, "boxes " + boxes);
    assertEquals(
        boxes,
        page.all("//div[@class='scroll'][@tabindex='0'][@role='region'][@aria-label]").size());
    assertEquals(18, page.all("//div[@role='img'][starts-with(@class, 'stack')]").size());
    assertEquals(0, page.all("//*[@role='img'][string-length(@aria-label) < 5]").size());
  }

  @Test
  void everyPlaneHasASliderThatSaysWhereItIs() {
    String slider = "//div[@class='plane']/input[@type='range']";
    assertEquals(18, page.all(slider + "[@aria-label][@aria-valuetext]").size());
    assertEquals(
        "Axial slice, Worst case case_07 of supervised", page.one(slider + "/@aria-label"));
    String where = "slice 10 of 18, 22.5 mm";
    assertEquals(where, page.one(slider + "/@aria-valuetext"));
    assertEquals(where, page.one("//div[@class='plane']//span[@class='where']"));
    List<String> slices = List.of(page.one(slider + "/@data-slices").split(" ", -1));
    assertEquals("9", slices.get(Integer.parseInt(page.one(slider + "/@value"))));
    assertEquals(slices.size() - 1, Integer.parseInt(page.one(slider + "/@max")));
  }

  @Test
  void everyChartHasItsNumbersBeneath() {
    int charts = page.all("//figure[@class='chart']").size();
    assertTrue(charts > 20, "charts " + charts);
    String complete = "[div//@aria-label][script[@type='application/json']][details//tbody/tr/td]";
    assertEquals(charts, page.all("//figure[@class='chart']" + complete).size());
    assertEquals(
        List.of(
            "Dice",
            "Jaccard",
            "Surface Dice",
            "HD95 (mm)",
            "ASD (mm)",
            "ASSD (mm)",
            "Volume similarity"),
        page.all("//section[@id='cases']//figcaption").subList(0, 7));
    assertEquals(18, page.all("//section[@id='cases']//figcaption").size());
  }

  @Test
  void eachTermHasAChartWithBothNetworks() throws IOException {
    assertEquals(
        List.of("total", "crossEntropy", "dice", "cosine", "learningRate"),
        page.all("//section[@id='curves']//figcaption"));
    JsonNode lines = chart("crossEntropy").path("lines");
    assertEquals(8, lines.size());
    assertEquals("supervised, seed 1, network B", lines.at("/1/name").asText());
    assertEquals("network_b", lines.at("/1/stroke").asText());
    assertEquals(120, lines.at("/1/points").size());
  }

  private static JsonNode chart(String caption) throws IOException {
    return new ObjectMapper()
        .readTree(page.one("//figure[@class='chart'][figcaption='" + caption + "']/script"));
  }

  @Test
  void pseudoLabelsAreAudited() {
    String section = "//section[@id='pseudo-labels']";
    assertEquals(
        List.of(
            "The pseudo-label has no foreground", "The class is far rarer than in labelled cases"),
        page.all(section + "/div[1]//tbody//th"));
    assertEquals(
        List.of("120", "119", "1"), page.all(section + "/div[2]//tbody/tr[2]/td").subList(0, 3));
    List<String> rejected = page.all(section + "/details//tbody/tr[1]/*");
    assertEquals(
        List.of("case_117", "dual-uncertainty, seed 1", "no", "no foreground", "0", "0.0\u00a0%"),
        rejected);
  }

  @Test
  void provenanceIsFoldedAndComplete() {
    assertTrue(page.all("//section[@id='provenance']//details").size() >= 4);
    assertEquals(0, page.all("//details[@open]").size());
    assertTrue(page.all("//section[@id='provenance']//button").size() >= 6);
    assertTrue(page.one("//script[@id='record']").startsWith("{\"runId\":\"2f6c"));
    assertTrue(page.one("//section[@id='provenance']").contains("avx2, fma"));
    assertTrue(page.one("//section[@id='provenance']").contains("rho"));
  }

  @Test
  void onlyFilesThatExistAreLinked() {
    assertEquals(
        List.of(
            "metrics.csv",
            "summary.json",
            "training.csv",
            "failed-cases.csv",
            "pseudo-labels.csv",
            "run.json"),
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
    return report.one(RESULTS + "/p[@class='note']");
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
