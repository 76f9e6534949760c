package io.twinbeam.transforms.predict;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.twinbeam.model.inference.CleanUp;
import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.volume.GridShape;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How trained networks look at a case, and what is made of it. The JSON leaves out what is at its
 * default where the settings are younger than the files that were named by it.
 *
 * @param patch voxels per window
 * @param stride voxels from window to window
 * @param windowsPerBatch windows that the networks see at once; changes speed and memory, not
 *     results beyond rounding
 * @param threads native threads on a CPU
 * @param device {@code auto}, {@code cpu} or {@code gpu:N}
 * @param gaussian whether voxels count the less the farther they are from a window's centre
 * @param flips the axes along which windows are mirrored as well, bit 0 for x to bit 2 for z
 * @param alone the network that predicts alone, 0 or 1; empty for both
 * @param cleanUp which components of a predicted label map become background; empty for none
 * @param probabilityMaps whether the probabilities of foreground classes are kept and published
 * @param withoutEntropyMaps whether the entropies of evaluated cases are left unpublished
 */
public record PredictionSettings(
    GridShape patch,
    GridShape stride,
    int windowsPerBatch,
    int threads,
    String device,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) Boolean gaussian,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) Integer flips,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) OptionalInt alone,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<CleanUp> cleanUp,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) Boolean probabilityMaps,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) Boolean withoutEntropyMaps) {

  public PredictionSettings {
    // Older files do not name these.
    gaussian = gaussian != null && gaussian;
    flips = flips == null ? 0 : flips;
    probabilityMaps = probabilityMaps != null && probabilityMaps;
    withoutEntropyMaps = withoutEntropyMaps != null && withoutEntropyMaps;
    alone = alone == null ? OptionalInt.empty() : alone;
    cleanUp = cleanUp == null ? Optional.empty() : cleanUp;
  }

  /**
   * Both networks over windows that all count alike, and their most probable classes as they are.
   */
  public PredictionSettings(
      GridShape patch, GridShape stride, int windowsPerBatch, int threads, String device) {
    this(
        patch,
        stride,
        windowsPerBatch,
        threads,
        device,
        false,
        0,
        OptionalInt.empty(),
        Optional.empty(),
        false,
        false);
  }

  /** How a predictor looks at a volume. */
  public InferenceSettings windows() {
    return new InferenceSettings(patch, stride, windowsPerBatch, gaussian, flips, alone);
  }

  /** These settings on another device. */
  public PredictionSettings withDevice(String other) {
    return new PredictionSettings(
        patch,
        stride,
        windowsPerBatch,
        threads,
        other,
        gaussian,
        flips,
        alone,
        cleanUp,
        probabilityMaps,
        withoutEntropyMaps);
  }

  /**
   * These settings for label maps to learn from: what the networks say and no more. A component
   * that is cleaned up becomes background that no network has predicted, which nobody should learn.
   */
  public PredictionSettings forPseudoLabels() {
    return with(Optional.empty(), false, false);
  }

  /** What the bytes of a prediction depend on. */
  PredictionSettings forArtifact() {
    return with(cleanUp, probabilityMaps, false);
  }

  private PredictionSettings with(
      Optional<CleanUp> changedCleanUp, boolean maps, boolean withoutEntropy) {
    return new PredictionSettings(
        patch,
        stride,
        windowsPerBatch,
        threads,
        device,
        gaussian,
        flips,
        alone,
        changedCleanUp,
        maps,
        withoutEntropy);
  }
}
