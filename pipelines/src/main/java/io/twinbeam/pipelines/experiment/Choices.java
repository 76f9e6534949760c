package io.twinbeam.pipelines.experiment;

import com.google.common.collect.ImmutableMap;
import java.util.function.Function;

/** The constants of an enum by the names that stand for them in files. */
final class Choices {

  private Choices() {}

  static <E> ImmutableMap<String, E> of(E[] constants, Function<E, String> id) {
    ImmutableMap.Builder<String, E> choices = ImmutableMap.builder();
    for (E constant : constants) {
      choices.put(id.apply(constant), constant);
    }
    return choices.buildOrThrow();
  }
}
