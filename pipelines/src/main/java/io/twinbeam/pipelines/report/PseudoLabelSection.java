package io.twinbeam.pipelines.report;

import io.twinbeam.transforms.RunName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the networks made of the unlabelled cases, and how much of it was believed. */
final class PseudoLabelSection implements Section {

  private static final int LEAST_KEPT = 10;

  /** One pseudo-label: all classes of one case. */
  private record Labelled(RunName run, int round, String caseId, List<PseudoLabelRow> classes) {

    boolean accepted() {
      return classes.stream().allMatch(PseudoLabelRow::accepted);
    }

    long voxels() {
      return foreground().stream().mapToLong(PseudoLabelRow::voxels).sum();
    }

    double keptFraction() {
      long kept = foreground().stream().mapToLong(PseudoLabelRow::kept).sum();
      return voxels() == 0 ? 0 : (double) kept / voxels();
    }

    String reasons() {
      return classes.stream()
          .map(PseudoLabelRow::reasons)
          .filter(reasons -> !reasons.isEmpty())
          .distinct()
          .collect(Collectors.joining("; "));
    }

    private List<PseudoLabelRow> foreground() {
      return classes.stream().filter(PseudoLabelRow::isForeground).toList();
    }
  }

  private record Key(RunName run, int round, String caseId) {}

  @Override
  public String id() {
    return "pseudo-labels";
  }

  @Override
  public String title() {
    return "Pseudo-labels";
  }

  @Override
  public boolean appliesTo(ReportData data) {
    return !data.pseudoLabels().isEmpty() || !data.summary().pseudoLabelAlarms().isEmpty();
  }

  @Override
  public void write(Markup page, ReportData data) {
    if (!data.summary().pseudoLabelAlarms().isEmpty()) {
      PseudoLabelAlarms.write(page, data);
    }
    if (data.pseudoLabels().isEmpty()) {
      return;
    }
    overview(page, data);
    page.open("div", "class", "panels wide").line();
    kept(data).write(page);
    entropy(data).write(page);
    page.close("div").line();
    cases(page, data);
    page.open("p", "class", "note").text("Kept: of the voxels that the prediction gives a class,");
    page.text(" the share that the filter kept, the others carry no weight in training. Entropy:");
    page.text(
        " mean over the class\u2019s voxels, in nats; 0 is certain. Share: of all voxels, those");
    page.text(" that the prediction gives the class. Without any: pseudo-labels that lack it.")
        .close("p")
        .line();
  }

  private static Map<String, List<PseudoLabelRow>> byMethodAndRound(ReportData data) {
    Map<String, List<PseudoLabelRow>> groups = new LinkedHashMap<>();
    for (String method : data.methods()) {
      TreeMap<Integer, List<PseudoLabelRow>> rounds = new TreeMap<>();
      data.pseudoLabels().stream()
          .filter(row -> row.run().method().equals(method))
          .forEach(row -> rounds.computeIfAbsent(row.round(), key -> new ArrayList<>()).add(row));
      rounds.forEach(
          (round, rows) -> groups.put(round == 0 ? method : method + ", round " + round, rows));
    }
    return groups;
  }

  private static void overview(Markup page, ReportData data) {
    DataTable.open(page, "Pseudo-labels by method and class");
    page.open("thead").open("tr");
    page.element("th", "Method", "scope", "col").element("th", "Class", "scope", "col");
    for (String heading :
        List.of("Pseudo-labels", "Accepted", "Without any", "Share", "Kept", "Entropy (nats)")) {
      page.element("th", heading, "scope", "col", "class", "num");
    }
    page.close("tr").close("thead").line();
    byMethodAndRound(data).forEach((name, rows) -> method(page, data, name, rows));
    DataTable.close(page);
  }

  private static void method(Markup page, ReportData data, String name, List<PseudoLabelRow> rows) {
    TreeSet<String> classes = new TreeSet<>(Part.ORDER);
    rows.forEach(row -> classes.add(row.classId()));
    long all = rows.stream().mapToLong(PseudoLabelRow::voxels).sum();
    page.open("tbody").line();
    boolean first = true;
    for (String classId : classes) {
      List<PseudoLabelRow> own = rows.stream().filter(r -> r.classId().equals(classId)).toList();
      page.open("tr");
      if (first) {
        page.open("th", "scope", "rowgroup", "rowspan", "" + classes.size(), "class", "group");
        String colour = data.colourOf(own.get(0).run().method());
        page.open("span", "class", "swatch " + colour).close("span").text(name).close("th");
        first = false;
      }
      page.element("th", data.summary().partName(classId), "scope", "row", "class", "method");
      long voxels = own.stream().mapToLong(PseudoLabelRow::voxels).sum();
      long kept = own.stream().mapToLong(PseudoLabelRow::kept).sum();
      long without = own.stream().filter(row -> row.voxels() == 0).count();
      number(page, String.valueOf(own.size()), false);
      number(page, String.valueOf(own.stream().filter(PseudoLabelRow::accepted).count()), false);
      number(page, String.valueOf(without), without > 0);
      number(page, Numbers.percent((double) voxels / all, 2), false);
      number(page, Numbers.percent((double) kept / voxels, 1), false);
      double entropy =
          own.stream()
              .mapToDouble(PseudoLabelRow::meanEntropyNats)
              .filter(Double::isFinite)
              .average()
              .orElse(Double.NaN);
      number(page, Numbers.fixed(entropy, 3), false);
      page.close("tr").line();
    }
    page.close("tbody").line();
  }

  private static void number(Markup page, String text, boolean warn) {
    page.element("td", text, "class", warn ? "num miss" : "num");
  }

  private static BoxFigure kept(ReportData data) {
    BoxFigure figure =
        new BoxFigure("Share of voxels that the filter kept", 3, true)
            .within("least", 0)
            .within("most", 1);
    rows(data, figure, PseudoLabelRow::keptFraction);
    return figure;
  }

  private static BoxFigure entropy(ReportData data) {
    BoxFigure figure = new BoxFigure("Mean entropy (nats)", 3, false).within("least", 0);
    rows(data, figure, PseudoLabelRow::meanEntropyNats);
    return figure;
  }

  private interface Quantity {
    double of(PseudoLabelRow row);
  }

  private static void rows(ReportData data, BoxFigure figure, Quantity quantity) {
    TreeSet<String> classes = new TreeSet<>(Part.ORDER);
    data.pseudoLabels().forEach(row -> classes.add(row.classId()));
    Map<String, List<PseudoLabelRow>> groups = byMethodAndRound(data);
    for (String classId : classes) {
      groups.forEach(
          (name, rows) ->
              figure.add(
                  data.summary().partName(classId),
                  name,
                  data.toneOf(rows.get(0).run().method()),
                  rows.stream()
                      .filter(row -> row.classId().equals(classId))
                      .map(
                          row ->
                              new BoxFigure.Mark(
                                  row.caseId() + ", " + RunColumns.words(row.run()),
                                  quantity.of(row),
                                  row.voxels() == 0))
                      .toList()));
    }
  }

  private static void cases(Markup page, ReportData data) {
    Map<Key, List<PseudoLabelRow>> labels = new LinkedHashMap<>();
    for (PseudoLabelRow row : data.pseudoLabels()) {
      Key key = new Key(row.run(), row.round(), row.caseId());
      labels.computeIfAbsent(key, one -> new ArrayList<>()).add(row);
    }
    List<Labelled> ordered = new ArrayList<>();
    labels.forEach((key, rows) -> ordered.add(new Labelled(key.run, key.round, key.caseId, rows)));
    ordered.sort(
        Comparator.comparing(Labelled::accepted).thenComparingDouble(Labelled::keptFraction));
    long rejected = ordered.stream().filter(label -> !label.accepted()).count();
    String title =
        rejected == 0
            ? "Pseudo-labels of which least was kept"
            : rejected + " rejected pseudo-labels, and those of which least was kept";
    page.open("details", "class", "more").element("summary", title).line();
    DataTable.open(page, title);
    page.open("thead").open("tr");
    for (String heading : List.of("Case", "Run", "Accepted", "Reasons")) {
      page.element("th", heading, "scope", "col");
    }
    page.element("th", "Foreground voxels", "scope", "col", "class", "num");
    page.element("th", "Kept", "scope", "col", "class", "num");
    page.close("tr").close("thead").line().open("tbody").line();
    ordered.stream().limit(rejected + LEAST_KEPT).forEach(label -> row(page, label));
    page.close("tbody");
    DataTable.close(page);
    page.close("details").line();
  }

  private static void row(Markup page, Labelled label) {
    String round = label.round == 0 ? "" : ", round " + label.round;
    page.open("tr").element("th", label.caseId, "scope", "row", "class", "method");
    page.element("td", label.run.method() + ", " + RunColumns.words(label.run) + round);
    page.element("td", label.accepted() ? "yes" : "no", "class", label.accepted() ? "" : "held");
    page.element("td", label.reasons().isEmpty() ? Numbers.UNDEFINED : label.reasons());
    number(page, String.valueOf(label.voxels()), label.voxels() == 0);
    number(page, Numbers.percent(label.keptFraction(), 1), false);
    page.close("tr").line();
  }
}
