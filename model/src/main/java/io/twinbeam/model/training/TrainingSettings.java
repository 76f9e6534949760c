package io.twinbeam.model.training;

import io.twinbeam.model.volume.GridShape;
import java.util.List;

/**
 * How a run is trained. Everything here but {@code device} and {@code segmentSteps} shapes the
 * weights; {@code threads} does so on a CPU, where sums depend on how they are divided.
 *
 * @param steps updates of both networks
 * @param segmentSteps steps between two checkpoints
 * @param labelledPerBatch labelled patches in a batch
 * @param unlabelledPerBatch unlabelled patches in a batch; none are drawn when no term reads them
 * @param patch voxels per axis, each a multiple of 16
 * @param foregroundShare share of labelled patches that hold a chosen foreground voxel, 0 to 1; the
 *     others lie anywhere
 * @param learningRate of the first step
 * @param momentum of SGD
 * @param weightDecay of SGD
 * @param decaySteps after each of these steps the learning rate is multiplied by {@code
 *     decayFactor}
 * @param decayFactor 0 to 1
 * @param maxGradientNorm the gradients of a network are scaled down to this norm; 0 for no limit
 * @param threads native threads on a CPU
 * @param device {@code auto}, {@code cpu} or {@code gpu:N}
 */
public record TrainingSettings(
    int steps,
    int segmentSteps,
    int labelledPerBatch,
    int unlabelledPerBatch,
    GridShape patch,
    double foregroundShare,
    double learningRate,
    double momentum,
    double weightDecay,
    List<Integer> decaySteps,
    double decayFactor,
    double maxGradientNorm,
    int threads,
    String device) {

  public TrainingSettings {
    decaySteps = List.copyOf(decaySteps);
  }

  /** The learning rate at {@code step}, counted from 0. */
  public double learningRateAt(long step) {
    long decays = decaySteps.stream().filter(after -> step >= after).count();
    return learningRate * Math.pow(decayFactor, (double) decays);
  }

  /** These settings on another device. */
  public TrainingSettings withDevice(String other) {
    return new TrainingSettings(
        steps,
        segmentSteps,
        labelledPerBatch,
        unlabelledPerBatch,
        patch,
        foregroundShare,
        learningRate,
        momentum,
        weightDecay,
        decaySteps,
        decayFactor,
        maxGradientNorm,
        threads,
        other);
  }
}
