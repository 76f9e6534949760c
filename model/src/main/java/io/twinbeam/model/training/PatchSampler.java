package io.twinbeam.model.training;

import io.twinbeam.model.random.CounterRandom;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.InvalidCaseException;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import java.util.HashMap;
import java.util.Map;

/**
 * Draws the patches of any step, in any order: each is a function of seed, step and place in the
 * batch, cut from all channels of a case at one place. Cases take turns in an order that is
 * shuffled anew for every pass over them.
 */
final class PatchSampler {

  private final long seed;
  private final TrainingSettings settings;
  private final TrainingVolumes volumes;
  private final int channels;
  private final int unlabelledPerBatch;
  private final Map<Integer, int[]> foreground = new HashMap<>();

  /**
   * @param channels that every case must have
   * @param usesUnlabelled whether batches hold unlabelled patches at all
   */
  PatchSampler(
      long seed,
      TrainingSettings settings,
      TrainingVolumes volumes,
      int channels,
      boolean usesUnlabelled) {
    this.seed = seed;
    this.settings = settings;
    this.volumes = volumes;
    this.channels = channels;
    this.unlabelledPerBatch =
        usesUnlabelled && volumes.unlabelledCount() > 0 ? settings.unlabelledPerBatch() : 0;
  }

  /**
   * The batch of {@code step}.
   *
   * @throws InvalidCaseException with {@link Fault#CHANNELS_DIFFER} where a case has another number
   *     of channels
   */
  PatchBatch at(long step) {
    int labelled = settings.labelledPerBatch();
    int voxels = Math.toIntExact(settings.patch().voxels());
    int all = labelled + unlabelledPerBatch;
    float[] images = new float[Math.multiplyExact(all, Math.multiplyExact(channels, voxels))];
    int[] labels = new int[labelled * voxels];
    for (int place = 0; place < labelled; place++) {
      int index = turn("labelled-order", step, place, labelled, volumes.labelledCount());
      Scan image = volumes.labelledImage(index);
      LabelMap label = volumes.label(index);
      int[] offset = labelledOffset(index, label, CounterRandom.of(seed, "crop", step, place));
      PatchCopy copy = new PatchCopy(image.shape(), settings.patch(), offset);
      intensities("labelled case " + index, image, copy, images, place);
      copy.classes(label.voxels(), labels, place * voxels);
    }
    for (int place = 0; place < unlabelledPerBatch; place++) {
      int index =
          turn("unlabelled-order", step, place, unlabelledPerBatch, volumes.unlabelledCount());
      Scan image = volumes.unlabelledImage(index);
      int[] offset =
          anywhere(image.shape(), CounterRandom.of(seed, "crop", step, labelled + place));
      PatchCopy copy = new PatchCopy(image.shape(), settings.patch(), offset);
      intensities("unlabelled case " + index, image, copy, images, labelled + place);
    }
    return new PatchBatch(settings.patch(), channels, labelled, images, labels);
  }

  private void intensities(String name, Scan image, PatchCopy copy, float[] images, int place) {
    if (image.size() != channels) {
      throw new InvalidCaseException(
          Fault.CHANNELS_DIFFER,
          name
              + " must have as many channels as the networks take, "
              + channels
              + ", has "
              + image.size()
              + "; train on cases with the same channels");
    }
    int voxels = (int) settings.patch().voxels();
    for (int c = 0; c < channels; c++) {
      copy.intensities(image.channel(c).voxels(), images, (place * channels + c) * voxels);
    }
  }

  /** The case whose turn it is: pass number and place in it fix the order. */
  private int turn(String purpose, long step, int place, int perBatch, int count) {
    long drawn = step * perBatch + place;
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    CounterRandom.of(seed, purpose, drawn / count).shuffle(order);
    return order[(int) (drawn % count)];
  }

  private int[] labelledOffset(int index, LabelMap label, CounterRandom random) {
    int[] candidates = foreground.computeIfAbsent(index, key -> foregroundVoxels(label));
    if (random.nextDouble() >= settings.foregroundShare() || candidates.length == 0) {
      return anywhere(label.shape(), random);
    }
    GridShape shape = label.shape();
    int voxel = candidates[random.nextInt(candidates.length)];
    int[] position = {
      voxel / (shape.y() * shape.z()), voxel / shape.z() % shape.y(), voxel % shape.z()
    };
    int[] offset = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      int size = settings.patch().size(axis);
      int room = shape.size(axis) - size;
      int first = position[axis] - random.nextInt(size);
      offset[axis] = room <= 0 ? Math.floorDiv(room, 2) : Math.max(0, Math.min(first, room));
    }
    return offset;
  }

  /** A uniform offset; where the volume is smaller than the patch, the one that centres it. */
  private int[] anywhere(GridShape shape, CounterRandom random) {
    int[] offset = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      int room = shape.size(axis) - settings.patch().size(axis);
      offset[axis] = room <= 0 ? Math.floorDiv(room, 2) : random.nextInt(room + 1);
    }
    return offset;
  }

  private static int[] foregroundVoxels(LabelMap label) {
    byte[] voxels = label.voxels();
    int count = 0;
    for (byte voxel : voxels) {
      count += voxel == 0 ? 0 : 1;
    }
    int[] found = new int[count];
    int next = 0;
    for (int v = 0; v < voxels.length; v++) {
      if (voxels[v] != 0) {
        found[next++] = v;
      }
    }
    return found;
  }
}
