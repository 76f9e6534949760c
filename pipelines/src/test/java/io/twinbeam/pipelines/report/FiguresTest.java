package io.twinbeam.pipelines.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.twinbeam.transforms.RunName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void longCurvesBecomeMeansOfEqualSpans() {
    List<Curve.Point> points = new ArrayList<>();
    for (int step = 0; step < 10; step++) {
      points.add(new Curve.Point(step, step * step));
    }
    Curve curve = new Curve("m, seed 1", 0, Curve.Stroke.SOLID, points);
    Curve thinned = curve.thinned(4);
    assertEquals(
        List.of(
            new Curve.Point(1, 5.0 / 3),
            new Curve.Point(4, 50.0 / 3),
            new Curve.Point(7, 149.0 / 3),
            new Curve.Point(9, 81)),
        thinned.points());
    assertEquals(points, curve.thinned(10).points());
  }

  @Test
  void numbersAreWrittenForReaders() {
    assertEquals("\u22121.50", Numbers.fixed(-1.5, 2));
    assertEquals("0.00", Numbers.fixed(-0.001, 2));
    assertEquals("\u2013", Numbers.fixed(Double.NaN, 2));
    assertEquals("0.0123", Numbers.brief(0.01234));
    assertEquals("12.3", Numbers.brief(12.34));
    assertEquals("1235", Numbers.brief(1234.9));
    assertEquals("1.2e\u22126", Numbers.brief(1.2e-6));
    assertEquals("12.5\u00a0%", Numbers.percent(0.125, 1));
    assertEquals("< 0.001", Numbers.p(1e-12));
    assertEquals("[\u22120.10, 0.25]", Numbers.interval(-0.1, 0.25, 2));
    assertEquals("\u2013", Numbers.interval(Double.NaN, 0.25, 2));
  }

  @Test
  void casesRankByTheirMeanOverClasses() {
    List<CaseResult> results = new ArrayList<>();
    double[][] dice = {{0.9, 0.1}, {0.8, 0.8}, {0.7, 0.6}, {0.2, 0.9}};
    for (int i = 0; i < dice.length; i++) {
      for (int c = 0; c < 2; c++) {
        results.add(
            new CaseResult(
                new RunName("m", 1),
                "case_" + i,
                "" + (c + 1),
                Map.of(Measure.DICE, dice[i][c]),
                Double.NaN,
                Double.NaN));
      }
    }
    Map<String, CaseRanking.Ranked> ranks = CaseRanking.of("m", results);
    assertEquals("case_1", ranks.get("Best").caseId());
    assertEquals("case_2", ranks.get("Median").caseId());
    assertEquals("case_0", ranks.get("Worst").caseId());
    results.add(
        new CaseResult(
            new RunName("m", 1), "case_9", Part.POOLED, Map.of(Measure.DICE, 1.0), 9, 9));
    assertEquals("case_1", CaseRanking.of("m", results).get("Best").caseId(), "pooled is no class");
    assertEquals(1, CaseRanking.of("m", results.subList(0, 2)).size());
    assertEquals(0, CaseRanking.of("other", results).size());
  }

  @Test
  void aCurveIsDrawnWithGapsAndTold() {
    Curve curve =
        new Curve(
            "m, seed 1",
            2,
            Curve.Stroke.NETWORK_B,
            List.of(new Curve.Point(0, 1.23456789), new Curve.Point(5, Double.NaN)));
    assertEquals(
        Map.of(
            "name",
            "m, seed 1",
            "tone",
            2,
            "stroke",
            "network_b",
            "points",
            List.of(List.of(0.0, 1.23457), Arrays.asList(5.0, null))),
        curve.drawing());
    assertEquals(1.23456789, curve.mean(0, 9));
    assertEquals(Double.NaN, curve.mean(1, 9));
  }

  @Test
  void boxesSpanTheMiddleHalfAndMissesStandApart() throws IOException {
    BoxFigure figure = new BoxFigure("HD95 (mm)", 2, false);
    List<BoxFigure.Mark> marks = new ArrayList<>();
    for (double value : new double[] {5, 1, 2, 4, 3, 40}) {
      marks.add(new BoxFigure.Mark("case " + value, value, false));
    }
    marks.add(new BoxFigure.Mark("lost", 90, true));
    figure.add("liver (1)", "m", 0, marks);
    Markup markup = new Markup().open("div");
    figure.write(markup);
    Page page = Page.parse(markup.close("div").finish());
    JsonNode drawn = new ObjectMapper().readTree(page.one("//script"));
    assertEquals("liver (1)", drawn.at("/rows/0/heading").asText());
    assertEquals("[1.0,2.5,4.0,22.5,40.0]", drawn.at("/rows/1/box").toString());
    assertEquals(6, drawn.at("/rows/1/values").size());
    assertEquals("[\"lost\"]", drawn.at("/rows/1/misses").toString());
    assertEquals(
        List.of("7", "1", "1.00", "2.50", "4.00", "22.50", "90.00"), page.all("//tbody//td"));
  }

  @Test
  void dataOfAPageCannotEndItsScript() {
    String html = new Markup().data(Map.of("x", "</script><b>&amp;")).finish();
    assertEquals(
        "<!DOCTYPE html>\n<script type=\"application/json\">{\"x\":\"\\u003c/script\\u003e"
            + "\\u003cb\\u003e\\u0026amp;\"}</script>\n\n",
        html);
    assertThrows(IllegalArgumentException.class, () -> new Markup().script("a</script>"));
  }

  @Test
  void elementsMustCloseInTheirOrder() {
    Markup page = new Markup().open("p").open("em");
    assertThrows(IllegalStateException.class, () -> page.close("p"));
    assertThrows(IllegalStateException.class, () -> new Markup().open("p").finish());
  }

  @Test
  void textAndAttributesAreEscaped() {
    String html =
        new Markup().element("p", "a<b & \"c\"\u0000\u0007", "title", "\"><x y='").finish();
    assertEquals(
        "<!DOCTYPE html>\n<p title=\"&quot;&gt;&lt;x y=&#39;\">"
            + "a&lt;b &amp; &quot;c&quot;\ufffd\ufffd</p>\n",
        html);
  }
}
