package io.twinbeam.transforms.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.twinbeam.model.inference.InferenceSettings;
import java.util.OptionalInt;

/**
 * The settings of {@link InferenceSettings} that are left out at their defaults, as they are
 * younger than artifacts that are named by the others. They stand here as {@code model} knows no
 * JSON.
 */
interface YoungerWindows {

  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  Boolean gaussian();

  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  Integer flips();

  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  OptionalInt alone();
}
