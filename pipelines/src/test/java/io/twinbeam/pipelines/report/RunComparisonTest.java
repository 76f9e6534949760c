package io.twinbeam.pipelines.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunComparisonTest {

  private static final String SUMMARY =
      """
      {"experiment": "EXPERIMENT", "runId": "RUN", "checkpoint": "last",
       "cases": {"labelled": 4, "unlabelled": 20, "failed": 1}, "classNames": {"1": "liver"},
       "methods": {"m": {"seeds": [1], "classes": {"1": {"n": 8, "cases": 8,
         "dice": {"mean": MEAN, "sd": 0.05, "ci95": [0.4, 0.9], "misses": 0, "definedMean": MEAN}}}}}}
      """;

  @TempDir static Path folder;
  private static ReportData first;
  private static ReportData better;

  @BeforeAll
  static void writeTheRuns() throws IOException {
    first = run("one", "0001", 0, 0.5, "case_");
    better = run("two", "0002", 0.1, 0.6, "case_");
  }

  /** Eight cases of which the Dice rises evenly, all of them by {@code gain}. */
  private static ReportData run(
      String experiment, String id, double gain, double mean, String cases) throws IOException {
    Path run = Files.createDirectories(folder.resolve(experiment + id + cases));
    Files.writeString(
        run.resolve("summary.json"),
        SUMMARY
            .replace("EXPERIMENT", experiment)
            .replace("RUN", id)
            .replace("MEAN", String.valueOf(mean)));
    StringBuilder csv = new StringBuilder("method,seed,case_id,class,dice\n");
    for (int i = 0; i < 8; i++) {
      double dice = 0.3 + 0.05 * i + gain + 0.001 * i * gain;
      csv.append("m,1,").append(cases).append(i).append(",1,").append(dice).append('\n');
    }
    Files.writeString(run.resolve("metrics.csv"), csv);
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      data.append(i == 0 ? "" : ", ").append('"').append(cases).append(i);
      data.append("\": [\"image").append(i).append("\", \"label").append(i).append("\"]");
    }
    Files.writeString(
        run.resolve("run.json"),
        "{\"determinedBy\": {\"data\": {"
            + data
            + "}, \"experiment\": {\"steps\": 600, \"methods\": [{\"name\": \"m\", \"rate\": "
            + gain
            + "}]}}, \"files\": {\"x\": \""
            + id
            + "\"}}");
    return ReportData.load(run, CaseImages.none());
  }

  private static Page compare(ReportData... runs) throws IOException {
    return Page.parse(comparison(runs).render());
  }

  private static RunComparison comparison(ReportData... runs) {
    Map<Path, ReportData> byPath = new LinkedHashMap<>();
    for (ReportData run : runs) {
      byPath.put(folder.resolve("run" + byPath.size()), run);
    }
    return RunComparison.of(byPath);
  }

  @Test
  void eachMethodOfEachRunIsARow() throws IOException {
    Page page = compare(first, better);
    assertEquals("one \u00b7 two", page.one("//h1"));
    assertEquals(
        List.of("m (one)", "m (two)"),
        page.all("//section[@id='results']/div[1]//tbody//th[@class='method']"));
    assertEquals(List.of("runs", "results", "cases", "differences"), page.all("//section/@id"));
    assertEquals(0, page.all("//p[@class='warning']").size(), "the cases are the same");
  }

  @Test
  void runsAreTestedOnTheirCommonCases() throws IOException {
    Page page = compare(first, better);
    List<String> row = page.all("//section[@id='results']/details[2]//tbody/tr[1]/*");
    assertEquals(List.of("Dice", "liver (1)", "m (one) \u2212 m (two)", "8"), row.subList(0, 4));
    assertEquals("\u22120.100", row.get(4));
    // All eight differences have one sign: 2 / 2^8.
    assertEquals(List.of("\u22121.00", "0.008", "0.008"), row.subList(6, 9));
    assertEquals(
        "better than m (one), p 0.008",
        page.one("//section[@id='results']//*[@class='sign better']/@title"));
  }

  @Test
  void onlyWhatDiffersIsListedAndThingsByTheirNames() throws IOException {
    Page page = compare(first, better);
    assertEquals(
        List.of("determinedBy.experiment.methods[m].rate", "0.0", "0.1"),
        page.all("//section[@id='differences']//tbody/tr/*"));
  }

  @Test
  void runsThatShareNoCaseAreShownButNotTested() throws IOException {
    Page page = compare(first, run("three", "0003", 0, 0.5, "other_"));
    assertTrue(page.one("//p[@class='warning']").startsWith("No common cases."));
    assertEquals(2, page.all("//section[@id='results']/div[1]//tbody/tr").size());
    assertEquals(0, page.all("//section[@id='results']/details[2]").size());
  }

  @Test
  void runsOfOneExperimentAreToldApartByTheirIds() throws IOException {
    Page page = compare(first, run("one", "0009", 0.2, 0.7, "case_"));
    assertEquals("one 0001 \u00b7 one 0009", page.one("//h1"));
  }

  @Test
  void evaluationsOfOneRunAreToldApartByTheEndsOfTheirPaths() throws IOException {
    ReportData again = run("one", "0001", 0.1, 0.6, "case_");
    Map<Path, ReportData> evaluations = new LinkedHashMap<>();
    evaluations.put(Path.of("/ws/one/evaluations/0001"), first);
    evaluations.put(Path.of("/ws/two/evaluations/0001"), again);
    evaluations.put(Path.of("/ws/flips"), again);
    assertEquals(
        List.of("one/evaluations/0001", "two/evaluations/0001", "flips"),
        List.copyOf(RunNames.of(evaluations).keySet()));
    Page page = Page.parse(RunComparison.of(evaluations).render());
    assertEquals(3, page.all("//section[@id='results']/div[1]//tbody/tr").size());
  }

  @Test
  void aComparisonNeedsTwoRuns() {
    assertThrows(IllegalArgumentException.class, () -> comparison(first));
  }

  @Test
  void aComparisonIsValidHtml() throws Exception {
    assertEquals(List.of(), ValidHtmlTest.errors(comparison(first, better).render()));
  }
}
