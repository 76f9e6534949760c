package io.twinbeam.pipelines.report;

import io.twinbeam.model.metric.Statistics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A figure of distributions: a box and every single value per row, rows in groups. Boxes span the
 * middle half, the line is the median, and whiskers end at the farthest value within one and a half
 * times the box. Misses stand apart, on the worse side.
 */
final class BoxFigure {

  private static final int ROW = 52;
  private static final int GROUP = 26;
  private static final int AXIS = 34;

  /**
   * One value.
   *
   * @param name what a reader learns who points at it
   * @param value what counts; NaN where nothing does
   * @param miss whether it stands for something undefined
   */
  record Mark(String name, double value, boolean miss) {}

  private record Row(String group, String name, int tone, List<Mark> marks) {}

  private final String title;
  private final int decimals;
  private final Map<String, Object> axis = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();

  /**
   * @param missesAreLow on which side of the axis misses stand
   */
  BoxFigure(String title, int decimals, boolean missesAreLow) {
    this.title = title;
    this.decimals = decimals;
    axis.put("decimals", decimals);
    axis.put("missesAreLow", missesAreLow);
  }

  /** Bounds the axis where values cannot go on. */
  BoxFigure within(String bound, double value) {
    axis.put(bound, value);
    return this;
  }

  /**
   * Adds a row.
   *
   * @param group the heading that neighbours of the same group stand under; may be empty
   * @param tone the number of its colour
   */
  void add(String group, String name, int tone, List<Mark> marks) {
    List<Mark> ordered = new ArrayList<>(marks);
    ordered.sort(Comparator.comparingDouble(Mark::value).thenComparing(Mark::name));
    rows.add(new Row(group, name, tone, ordered));
  }

  boolean isEmpty() {
    return rows.stream().allMatch(row -> row.marks.isEmpty());
  }

  void write(Markup page) {
    List<Object> drawn = new ArrayList<>();
    List<List<String>> table = new ArrayList<>();
    String group = "";
    int height = AXIS;
    for (Row row : rows) {
      if (!row.group.equals(group)) {
        group = row.group;
        drawn.add(Map.of("heading", group));
        height += GROUP;
      }
      Statistics statistics = Statistics.of(row.marks.stream().mapToDouble(Mark::value).toArray());
      drawn.add(drawing(row, statistics));
      table.add(numbers(row, statistics));
      height += ROW;
    }
    new Chart("boxes", title, title + ", every case")
        .with("axis", axis)
        .with("rows", drawn)
        .write(
            page,
            height,
            List.of(
                "Row",
                "n",
                "Misses",
                "Least",
                "1st quartile",
                "Median",
                "3rd quartile",
                "Greatest"),
            table);
  }

  private static Map<String, Object> drawing(Row row, Statistics statistics) {
    Map<String, Object> drawing = new LinkedHashMap<>();
    drawing.put("name", row.name);
    drawing.put("tone", row.tone);
    drawing.put("box", box(statistics));
    List<Object> values = new ArrayList<>();
    List<String> misses = new ArrayList<>();
    for (Mark mark : row.marks) {
      if (mark.miss) {
        misses.add(mark.name);
      } else if (Double.isFinite(mark.value)) {
        values.add(List.of(Numbers.plotted(mark.value), mark.name));
      }
    }
    drawing.put("values", values);
    drawing.put("misses", misses);
    return drawing;
  }

  /** Whisker, quartile, median, quartile, whisker; none without values. */
  private static List<Double> box(Statistics statistics) {
    double[] values = statistics.sorted();
    if (values.length == 0) {
      return List.of();
    }
    double low = statistics.quantile(0.25);
    double high = statistics.quantile(0.75);
    double reach = 1.5 * (high - low);
    double from = low;
    double to = high;
    for (double value : values) {
      from = value >= low - reach ? Math.min(from, value) : from;
      to = value <= high + reach ? Math.max(to, value) : to;
    }
    List<Double> box = new ArrayList<>();
    for (double edge : new double[] {from, low, statistics.median(), high, to}) {
      box.add(Numbers.plotted(edge));
    }
    return box;
  }

  private List<String> numbers(Row row, Statistics statistics) {
    List<String> cells = new ArrayList<>();
    cells.add(row.group.isEmpty() ? row.name : row.group + ", " + row.name);
    cells.add(String.valueOf(row.marks.size()));
    cells.add(String.valueOf(row.marks.stream().filter(Mark::miss).count()));
    for (double fraction : new double[] {0, 0.25, 0.5, 0.75, 1}) {
      cells.add(Numbers.fixed(statistics.quantile(fraction), decimals));
    }
    return cells;
  }
}
