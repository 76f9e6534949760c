package io.twinbeam.transforms.predict;

import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.volume.GridShape;

/**
 * How windows slide over a volume.
 *
 * @param patch voxels per window
 * @param stride voxels from window to window
 * @param windowsPerBatch windows that the networks see at once; changes speed and memory, not
 *     results beyond rounding
 * @param threads native threads on a CPU
 * @param device {@code auto}, {@code cpu} or {@code gpu:N}
 */
public record PredictionSettings(
    GridShape patch, GridShape stride, int windowsPerBatch, int threads, String device) {

  /** How a predictor cuts a volume. */
  public InferenceSettings windows() {
    return new InferenceSettings(patch, stride, windowsPerBatch);
  }

  /** These settings on another device. */
  public PredictionSettings withDevice(String other) {
    return new PredictionSettings(patch, stride, windowsPerBatch, threads, other);
  }
}
