package io.twinbeam.model.recipe;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The steps that a recipe can name. */
public final class Steps {

  private static final Map<String, StepKind> KINDS =
      byName(
          ReorientStep.KIND,
          CropToForegroundStep.KIND,
          CropToLabelStep.KIND,
          FixedSizeStep.KIND,
          ResampleStep.KIND,
          ClipStep.KIND,
          ScaleStep.KIND,
          ZScoreStep.KIND);

  private Steps() {}

  /** Every name, in the order of registration. */
  public static Collection<String> names() {
    return KINDS.keySet();
  }

  /**
   * The step that a recipe file names.
   *
   * @throws IllegalArgumentException for a name that is not registered
   */
  public static RecipeStep read(String name, StepSettings settings) {
    return kind(name).reader().apply(settings);
  }

  static StepKind kind(String name) {
    StepKind kind = KINDS.get(name);
    if (kind == null) {
      throw new IllegalArgumentException(
          "step '" + name + "' must be one of " + String.join(", ", names()));
    }
    return kind;
  }

  /** The name under which the class of {@code step} is registered. */
  public static String nameOf(RecipeStep step) {
    return KINDS.values().stream()
        .filter(kind -> kind.type() == step.getClass())
        .map(StepKind::name)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    step.getClass().getSimpleName() + " must be registered in Steps"));
  }

  private static Map<String, StepKind> byName(StepKind... kinds) {
    Map<String, StepKind> named = new LinkedHashMap<>();
    Arrays.stream(kinds).forEach(kind -> named.put(kind.name(), kind));
    return Collections.unmodifiableMap(named);
  }
}
