package io.twinbeam.model.recipe;

import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * Which values of a source label map make which class. Class ids count from 1 in the order given; 0
 * is background and maps to itself.
 *
 * <p>Where no class is declared, see {@link #asFound()}, every value is a class of its own.
 *
 * @param foreground one entry per foreground class; empty to keep source values as they are
 */
public record LabelClasses(List<ForegroundClass> foreground) {

  /**
   * One foreground class.
   *
   * @param name for reports
   * @param values the values in source label maps that belong to it, 1 to 255
   */
  public record ForegroundClass(String name, List<Integer> values) {

    public ForegroundClass {
      values = List.copyOf(values);
    }
  }

  public LabelClasses {
    foreground = List.copyOf(foreground);
  }

  /** No declaration: any value from 0 to 255 is allowed and stays what it is. */
  public static LabelClasses asFound() {
    return new LabelClasses(List.of());
  }

  /**
   * One class per named value, in rising order of the values; 0 is background whatever its name.
   *
   * @param names source value to name, as a {@code dataset.json} declares them; empty declares
   *     nothing
   */
  public static LabelClasses ofNames(SortedMap<Integer, String> names) {
    return new LabelClasses(
        names.entrySet().stream()
            .filter(label -> label.getKey() != 0)
            .map(label -> new ForegroundClass(label.getValue(), List.of(label.getKey())))
            .toList());
  }

  /** The number of classes, background included; 256 where none is declared. */
  public int count() {
    return foreground.isEmpty() ? LabelMap.MAX_CLASS + 1 : foreground.size() + 1;
  }

  /**
   * The label map with class ids in place of source values.
   *
   * @throws InvalidCaseException with {@link Fault#LABEL_UNDECLARED} where a value belongs to no
   *     class
   */
  public LabelMap apply(LabelMap source) {
    if (foreground.isEmpty()) {
      return source;
    }
    byte[] classOf = new byte[LabelMap.MAX_CLASS + 1];
    boolean[] declared = new boolean[classOf.length];
    declared[0] = true;
    for (int i = 0; i < foreground.size(); i++) {
      for (int value : foreground.get(i).values()) {
        classOf[value] = (byte) (i + 1);
        declared[value] = true;
      }
    }
    byte[] mapped = new byte[source.voxels().length];
    for (int v = 0; v < mapped.length; v++) {
      int value = source.voxels()[v] & 0xff;
      if (!declared[value]) {
        throw undeclared(value, declared);
      }
      mapped[v] = classOf[value];
    }
    return new LabelMap(source.grid(), mapped);
  }

  private static InvalidCaseException undeclared(int value, boolean[] declared) {
    int[] known = IntStream.range(0, declared.length).filter(v -> declared[v]).toArray();
    return new InvalidCaseException(
        Fault.LABEL_UNDECLARED,
        "label value "
            + value
            + " must be one of "
            + Arrays.toString(known)
            + "; "
            + Fault.LABEL_UNDECLARED.cure());
  }
}
