package io.twinbeam.transforms.train;

import io.twinbeam.model.inference.InferenceSettings;
import io.twinbeam.model.training.Trainer;
import io.twinbeam.model.volume.Box;
import io.twinbeam.model.volume.Crop;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.LabelMap;
import io.twinbeam.model.volume.Scan;
import io.twinbeam.transforms.CaseRole;
import io.twinbeam.transforms.SplitCase;
import io.twinbeam.transforms.StoredCases;
import io.twinbeam.transforms.tracking.OverlayPicture;
import java.io.IOException;
import java.util.Locale;
import javax.annotation.Nullable;

/**
 * A patch of one case on which people see how a run gets better: of the first validation case where
 * there is one, else of the first labelled case, in the middle of its foreground.
 *
 * @param tag names role and case
 * @param image one patch, smaller where the case is
 * @param label classes on the grid of {@code image}
 */
record ShownCase(String tag, GridShape patch, Scan image, LabelMap label) {

  /** As many as TensorBoard keeps of one tag. */
  private static final int PICTURES = 10;

  /** Whether there is a picture after {@code segment}: few in a run, one of them after the last. */
  static boolean isDue(int segment, int segments) {
    return (long) segment * PICTURES / segments > (segment - 1L) * PICTURES / segments;
  }

  /** Reads the patch for {@code run}. */
  static ShownCase choose(TrainingRun run, StoredCases stored) throws IOException {
    SplitCase split = first(run, CaseRole.VALIDATION);
    if (split == null) {
      split = first(run, CaseRole.LABELLED);
    }
    LabelMap label = stored.label(split.preprocessed());
    GridShape patch = run.settings().training().patch();
    Box box = aroundForeground(label, patch);
    return new ShownCase(
        "overlay/" + split.role().name().toLowerCase(Locale.ROOT) + "/" + split.caseId(),
        patch,
        stored.image(split.preprocessed()).map(channel -> Crop.to(channel, box)),
        Crop.to(label, box));
  }

  @Nullable
  private static SplitCase first(TrainingRun run, CaseRole role) {
    return run.cases().stream().filter(split -> split.role() == role).findFirst().orElse(null);
  }

  private static Box aroundForeground(LabelMap label, GridShape patch) {
    GridShape shape = label.shape();
    Box found = Crop.foreground(label).orElse(Box.whole(shape));
    int[] low = new int[3];
    int[] size = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      size[axis] = Math.min(patch.size(axis), shape.size(axis));
      int middle = (found.low(axis) + found.high(axis)) / 2;
      low[axis] = Math.max(0, Math.min(shape.size(axis) - size[axis], middle - size[axis] / 2));
    }
    return Box.at(low[0], low[1], low[2], new GridShape(size[0], size[1], size[2]));
  }

  /** What {@code trainer} makes of the patch as it stands, in one window. */
  OverlayPicture draw(Trainer trainer) throws IOException {
    LabelMap prediction = trainer.predict(new InferenceSettings(patch, patch, 1), image).argmax();
    return OverlayPicture.draw(tag, image.channel(0), label, prediction);
  }
}
