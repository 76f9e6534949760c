package io.twinbeam.pipelines.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.twinbeam.model.metric.ClassMetrics;
import io.twinbeam.model.metric.Distances;
import io.twinbeam.model.metric.Lesions;
import io.twinbeam.transforms.RunName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void scalesEndOnRoundTicks() {
    Scale scale = Scale.rounded(0.03, 0.94, 0, 100);
    assertEquals(0, scale.low());
    assertEquals(1, scale.high(), 1e-12);
    assertEquals(List.of("0", "0.2", "0.4", "0.6", "0.8", "1.0"), labels(scale));
    assertEquals(List.of("0", "200", "400", "600"), labels(new Scale(0, 600, 0, 1)));
    assertEquals(
        List.of("0", "2e\u22126", "4e\u22126", "6e\u22126", "8e\u22126", "1.0e\u22125"),
        labels(Scale.rounded(0, 1e-5, 0, 1)));
    assertEquals(
        List.of("\u22124", "\u22123", "\u22122", "\u22121", "0"),
        labels(Scale.rounded(-4, 0, 0, 1)));
  }

  @Test
  void aScaleOfOneValueStillHasARange() {
    assertEquals(50, Scale.rounded(0, 0, 0, 100).at(0.5), 1e-9);
  }

  @Test
  void longCurvesBecomeMeansOfEqualSpans() {
    List<Curve.Point> points = new ArrayList<>();
    for (int step = 0; step < 10; step++) {
      points.add(new Curve.Point(step, step * step));
    }
    Curve curve = new Curve("c0", Curve.Stroke.SOLID, points);
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
    assertEquals("-1.5", Numbers.coordinate(-1.5));
  }

  private static ClassMetrics metrics(double dice) {
    Distances none = new Distances(0, 0, 0, 1);
    return new ClassMetrics(dice, 0, none, none, 0, 0, 0, new Lesions(0, 0, 0, 0));
  }

  @Test
  void casesRankByTheirMeanOverClasses() {
    List<CaseResult> results = new ArrayList<>();
    double[][] dice = {{0.9, 0.1}, {0.8, 0.8}, {0.7, 0.6}, {0.2, 0.9}};
    for (int i = 0; i < dice.length; i++) {
      for (int c = 0; c < 2; c++) {
        results.add(new CaseResult(new RunName("m", 1), "case_" + i, c + 1, metrics(dice[i][c])));
      }
    }
    Map<String, CaseRanking.Ranked> ranks = CaseRanking.of("m", results);
    assertEquals("case_1", ranks.get("Best").caseId());
    assertEquals("case_2", ranks.get("Median").caseId());
    assertEquals("case_0", ranks.get("Worst").caseId());
    assertEquals(1, CaseRanking.of("m", results.subList(0, 2)).size());
    assertEquals(0, CaseRanking.of("other", results).size());
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

  private static List<String> labels(Scale scale) {
    return scale.ticks().stream().map(scale::label).toList();
  }
}
