package io.twinbeam.model.recipe;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** A constant that recipes spell in lower case with dashes, such as {@code anti-aliased}. */
public interface Choice {

  /** The name in the source code, as every enum has it. */
  String name();

  /** The name in a recipe. */
  @JsonValue
  default String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
