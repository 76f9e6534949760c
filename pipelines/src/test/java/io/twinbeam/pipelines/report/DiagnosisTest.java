package io.twinbeam.pipelines.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parts of a report that tell of diagnosed steps. */
class DiagnosisTest {

  private static final String ALARMS = "//section[@id='alarms']";
  private static final String DIAGNOSTICS = "//section[@id='diagnostics']";

  @TempDir static Path directory;
  private static Page page;

  @BeforeAll
  static void renderTheSample() throws IOException {
    page = render(SampleRun.write(directory));
  }

  private static Page render(Path run) throws IOException {
    return Page.parse(Report.render(ReportData.load(run, CaseImages.none())));
  }

  @Test
  void alarmsComeFirstInPlainWords() {
    assertEquals("alarms", page.one("//section[1]/@id"));
    assertEquals(
        List.of(
            "Network B hardly predicts any foreground", "Network A hardly predicts posterior (2)"),
        page.all(ALARMS + "//tbody//th[@scope='row']"));
    assertEquals(List.of("held", "recovered"), page.all(ALARMS + "//tbody//td[1]"));
    assertTrue(page.one(ALARMS + "/p[@class='warning']").startsWith("1 alarm held at the end"));
  }

  @Test
  void anAlarmIsToldWithItsRunStepsAndShares() {
    assertEquals(
        List.of(
            "held",
            "dual-uncertainty",
            "1",
            "0.01\u00a0%",
            "4.80\u00a0%",
            "149",
            "599",
            "19 of 19"),
        page.all(ALARMS + "//tbody/tr[1]/td"));
    assertEquals("\u2013", page.one(ALARMS + "//tbody/tr[2]/td[5]"));
  }

  @Test
  void adviceNamesTheSettingsToChange() {
    assertEquals(
        List.of("Hardly any foreground", "Hardly any of one class", "What to try"),
        page.all(ALARMS + "//dt"));
    assertEquals(
        List.of(
            "objective.warmUp",
            "objective.terms.TERM.weight",
            "training.foregroundShare",
            "training.learningRate"),
        page.all(ALARMS + "//dd/code"));
  }

  @Test
  void aRunWhoseAlarmsAllRecoveredIsNotWarnedOf(@TempDir Path other) throws IOException {
    Files.writeString(
        other.resolve("summary.json"),
        Files.readString(directory.resolve("summary.json"))
            .replace("\"heldAtEnd\" : true", "\"heldAtEnd\" : false"));
    Page recovered = render(other);
    assertEquals(0, recovered.all(ALARMS + "/p[@class='warning']").size());
    assertEquals(2, recovered.all(ALARMS + "//td[@class='recovered']").size());
  }

  @Test
  void anUnknownAlarmIsShownAsItIsNamed(@TempDir Path other) throws IOException {
    Files.writeString(
        other.resolve("summary.json"),
        """
        {"alarms": [{"method": "m", "seed": 3, "alarm": "new.<thing>", "network": "",
          "class": null, "firstStep": 1, "lastStep": 2, "timesRaised": 2, "timesDiagnosed": 9,
          "value": null, "labels": null, "heldAtEnd": false, "later": 1}]}
        """);
    assertEquals("A network raises new.<thing>", render(other).one(ALARMS + "//tbody//th"));
  }

  @Test
  void aRunWithoutDiagnosesHasNeitherPart(@TempDir Path other) throws IOException {
    Files.writeString(other.resolve("summary.json"), "{\"alarms\": []}");
    Files.writeString(
        other.resolve("training.csv"), "method,seed,step,term,value\nm,1,0,total,2\n");
    Page bare = render(other);
    assertEquals(0, bare.all(ALARMS + " | " + DIAGNOSTICS).size());
    assertEquals(0, bare.all("//nav//a[@href='#alarms' or @href='#diagnostics']").size());
  }

  @Test
  void diagnosticsAreNoLearningCurves() {
    assertTrue(
        page.all("//section[@id='curves']//figcaption").stream()
            .noneMatch(term -> term.startsWith("diagnostic") || term.startsWith("alarm")));
  }

  @Test
  void everyKindHasPanelsByClassOrTerm() {
    assertEquals(
        List.of(
            "Share of reliable voxels",
            "Weight of the terms on unlabelled patches",
            "Weight of pseudo-labels by divergence",
            "Agreement of both networks",
            "Entropy (nats)",
            "Share of foreground",
            "Share of each class",
            "Dice of pseudo-labels",
            "Accuracy of kept pseudo-labels",
            "Gradient norm of each term"),
        page.all(DIAGNOSTICS + "/h3"));
    assertEquals(
        List.of("background (0)", "anterior (1)", "posterior (2)"),
        page.all(DIAGNOSTICS + "/div[1]//figcaption"));
    assertEquals(
        List.of("cosine", "crossEntropy", "dice"), page.all(DIAGNOSTICS + "/div[10]//figcaption"));
  }

  @Test
  void theForegroundOfLabelsIsOneReferenceForAllRuns() throws IOException {
    JsonNode lines = chart("Share of foreground").path("lines");
    assertEquals(9, lines.size(), "methods x seeds x networks + labels");
    assertEquals(1, count(lines, "reference"));
    assertEquals(4, count(lines, "network_a"));
    assertEquals(4, count(lines, "network_b"));
  }

  @Test
  void theRampIsDrawnOnceAmongDiagnostics() throws IOException {
    JsonNode lines = chart("Weight of the terms on unlabelled patches").path("lines");
    assertEquals(2, lines.size(), "seeds of the method that has unlabelled patches");
    assertEquals("dual-uncertainty, seed 1", lines.at("/0/name").asText());
    assertEquals(0, page.all("//section[@id='curves']//figcaption[.='ramp']").size());
  }

  @Test
  void diagnosedStepsAreAllDrawn() throws IOException {
    assertEquals(24, chart("Share of foreground").at("/lines/0/points").size());
  }

  /** The data of the first chart under a heading. */
  private static JsonNode chart(String heading) throws IOException {
    String figure = DIAGNOSTICS + "/h3[.='" + heading + "']/following-sibling::div[1]";
    return new ObjectMapper().readTree(page.one(figure + "/figure/script"));
  }

  private static long count(JsonNode lines, String stroke) {
    return StreamSupport.stream(lines.spliterator(), false)
        .filter(line -> line.path("stroke").asText().equals(stroke))
        .count();
  }

  @ParameterizedTest
  @CsvSource({
    "reliable.1, RELIABLE, 1, SOLID",
    "entropy.B, ENTROPY, '', NETWORK_B",
    "foreground.labels, FOREGROUND, '', REFERENCE",
    "share.2.labels, SHARE, 2, REFERENCE",
    "share.2.A, SHARE, 2, NETWORK_A",
    "gradient.filteredDice.B, GRADIENT, filteredDice, NETWORK_B",
    "brandNew.7.B, OTHER, brandNew.7.B, SOLID",
    "-, OTHER, -, SOLID",
  })
  void namesAreTakenApart(String name, DiagnosticKind kind, String subject, Curve.Stroke stroke) {
    assertEquals(new Diagnostic(kind, subject, stroke), Diagnostic.of("diagnostic." + name));
  }
}
