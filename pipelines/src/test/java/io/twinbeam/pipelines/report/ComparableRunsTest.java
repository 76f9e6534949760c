package io.twinbeam.pipelines.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names that runs share and that stand for different things in them. */
class ComparableRunsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final Map<Path, ReportData> runs = new LinkedHashMap<>();

  /** A run directory that may be changed before it is read: 8 cases, 2 classes. */
  private final class Sample {
    private final String name;
    private final ObjectNode summary = JSON.createObjectNode();
    private final ObjectNode record = JSON.createObjectNode();
    private final ObjectNode data = record.putObject("determinedBy").putObject("data");
    private final ObjectNode preprocessing =
        ((ObjectNode) record.get("determinedBy"))
            .putObject("experiment")
            .putObject("preprocessing");

    Sample(String name) {
      this.name = name;
      summary.put("experiment", name).put("runId", "0").put("checkpoint", "last");
      summary.putObject("metricSettings").put("surfaceToleranceMm", 1.0).put("minLesionMm3", 0.0);
      summary.putObject("classNames").put("1", "liver").put("2", "tumour");
      ObjectNode method = summary.putObject("methods").putObject("m");
      for (String part : List.of("1", "2")) {
        moments(method.withObject("/classes").putObject(part));
      }
      moments(method.putObject("all"));
      moments(method.putObject("pooled"));
      for (int i = 0; i < 8; i++) {
        data.putArray("case_" + i).add("image" + i).add("label" + i);
      }
      values(1, 2);
      preprocessing.putObject("recipe").putArray("steps").addObject().putObject("reorient");
    }

    private void moments(ObjectNode node) {
      node.put("n", 8).put("cases", 8).putObject("dice").put("mean", 0.5);
      node.putObject("surface_dice").put("mean", 0.5);
      node.putObject("lesion_f1").put("mean", 0.5);
    }

    void values(int... ofClasses) {
      var foreground = preprocessing.putObject("classes").putArray("foreground");
      for (int value : ofClasses) {
        foreground.addObject().putArray("values").add(value);
      }
    }

    void read(double gain) throws IOException {
      Path run = Files.createDirectories(folder.resolve(name));
      Files.writeString(run.resolve("summary.json"), summary.toString());
      Files.writeString(run.resolve("run.json"), record.toString());
      StringBuilder csv =
          new StringBuilder(
              "method,seed,case_id,class,dice,surface_dice,lesion_f1,false_lesions\n");
      for (int i = 0; i < 8; i++) {
        for (String part : List.of("1", "2", "pooled")) {
          double share = 0.3 + 0.05 * i + gain + 0.001 * i * gain;
          csv.append(String.format("m,1,case_%d,%s,%s,%s,%s,1%n", i, part, share, share, share));
        }
      }
      Files.writeString(run.resolve("metrics.csv"), csv);
      runs.put(run, ReportData.load(run, CaseImages.none()));
    }
  }

  private RunComparison comparison() {
    return RunComparison.of(runs);
  }

  private List<String> titles() {
    return comparison().warnings().stream().map(Warning::title).toList();
  }

  /** Measure, class and number of cases of every comparison of the page. */
  private List<String> compared() throws IOException {
    Page page = Page.parse(comparison().render());
    List<String> cells = page.all("//section[@id='results']/details[2]//tbody/tr/*");
    List<String> compared = new ArrayList<>();
    for (int i = 0; i < cells.size(); i += 9) {
      compared.add(cells.get(i) + ", " + cells.get(i + 1) + ", " + cells.get(i + 3));
    }
    return compared;
  }

  @Test
  void runsOfTheSameCasesAndSettingsRaiseNoWarning() throws IOException {
    new Sample("a").read(0);
    new Sample("b").read(0.1);
    assertEquals(List.of(), titles());
    assertEquals(12, compared().size(), "three measures of two classes, pooled and all");
    assertTrue(compared().contains("Dice, All classes, 8"));
  }

  @Test
  void casesOfOneIdAndDifferentDataAreNotPaired() throws IOException {
    new Sample("a").read(0);
    Sample other = new Sample("b");
    other.data.putArray("case_3").add("image3").add("label of another reader");
    other.data.putArray("case_5").add("another image").add("label5");
    other.read(0.1);
    assertEquals(List.of("2 cases are not the same.", "6 common cases."), titles());
    assertTrue(compared().contains("Dice, liver (1), 6"), compared().toString());
    Warning warning = comparison().warnings().get(0);
    assertTrue(warning.text().contains("case_3, case_5."), warning.text());
    Page page = Page.parse(comparison().render());
    assertEquals(warning.line(), page.all("//p[@class='warning']").get(0));
  }

  @Test
  void ofThreeRunsThoseOfTheSameDataArePaired() throws IOException {
    new Sample("a").read(0);
    Sample other = new Sample("b");
    for (int i = 0; i < 8; i++) {
      other.data.putArray("case_" + i).add("another image" + i).add("label" + i);
    }
    other.read(0.1);
    new Sample("c").read(0.2);
    assertEquals(12, compared().size(), "a and c alone");
    assertEquals(List.of("8 cases are not the same.", "No common cases."), titles());
  }

  @Test
  void withoutDigestsCasesAreTakenByTheirIdsAndThatIsSaid() throws IOException {
    new Sample("a").read(0);
    Sample earlier = new Sample("b");
    earlier.data.removeAll();
    earlier.read(0.1);
    assertEquals(List.of("Data not recorded."), titles());
    assertTrue(comparison().warnings().get(0).text().contains("of b;"));
    assertEquals(12, compared().size());
  }

  @Test
  void classesOfOneIdAndDifferentNamesAreNotCompared() throws IOException {
    new Sample("a").read(0);
    Sample other = new Sample("b");
    ((ObjectNode) other.summary.get("classNames")).put("2", "vessels");
    other.read(0.1);
    assertEquals(List.of("Class 2 is not the same.", "Different classes."), titles());
    assertEquals(
        List.of("Dice, liver (1), 8", "Surface Dice, liver (1), 8", "Lesion F1, liver (1), 8"),
        compared());
    Page page = Page.parse(comparison().render());
    assertEquals(
        List.of("liver (1)", "Class 2, tumour in a", "Class 2, vessels in b"),
        page.all("//section[@id='results']/div[1]//th[@class='group']"));
  }

  @Test
  void classesOfOneNameAndDifferentLabelValuesAreNotCompared() throws IOException {
    new Sample("a").read(0);
    Sample other = new Sample("b");
    other.values(1, 7);
    other.read(0.1);
    assertEquals(List.of("Class 2 is not the same.", "Different classes."), titles());
    String text = comparison().warnings().get(0).text();
    assertTrue(text.contains("tumour from values [2] in a"), text);
    assertEquals(3, compared().size());
  }

  @Test
  void measuresOfDifferentSettingsAreLeftOut() throws IOException {
    new Sample("a").read(0);
    Sample other = new Sample("b");
    other.summary.withObject("/metricSettings").put("surfaceToleranceMm", 2.5);
    other.summary.withObject("/metricSettings").put("minLesionMm3", 10);
    other.read(0.1);
    assertEquals(List.of("Surface Dice is left out.", "Lesions are left out."), titles());
    String text = comparison().warnings().get(0).text();
    assertTrue(text.endsWith("a 1.00 mm, b 2.50 mm."), text);
    assertEquals(
        List.of(
            "Dice, Foreground as one, 8",
            "Dice, liver (1), 8",
            "Dice, tumour (2), 8",
            "Dice, All classes, 8"),
        compared());
    String html = comparison().render();
    assertFalse(html.contains("<th scope=\"col\" class=\"num\">Surface Dice"), "no column");
    assertFalse(html.contains("False lesions"), "no figure");
  }

  @Test
  void differentRecipesAreTold() throws IOException {
    new Sample("a").read(0);
    Sample other = new Sample("b");
    other.preprocessing.putObject("recipe").putArray("steps").addObject().putObject("z-score");
    other.read(0.1);
    assertEquals(List.of("Different recipes."), titles());
    assertEquals(12, compared().size());
  }
}
