package io.twinbeam.model.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import com.google.common.primitives.Floats;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class VoxelSampleTest {

  private static final int VOXELS = 120;

  /** What was drawn of class 1, and the candidates it was drawn from. */
  private record Drawn(
      Set<Long> places, Set<Long> candidates, List<Float> features, List<Float> all) {}

  @Test
  void neverTakesMoreThanAllowedAndOnlyCandidates() {
    Drawn few = draw(5, 4);
    assertEquals(4, few.places().size());
    assertTrue(few.candidates().containsAll(few.places()));
    assertTrue(few.candidates().size() > 4, "the test needs a choice");
  }

  @Test
  void takesEveryCandidateWhereAllAreAllowed() {
    Drawn all = draw(5, 1_000_000);
    assertEquals(all.candidates(), all.places());
  }

  @Test
  void theSeedAloneDecides() {
    assertEquals(draw(5, 4).places(), draw(5, 4).places());
    assertFalse(draw(5, 4).places().equals(draw(6, 4).places()));
  }

  @Test
  void everyCandidateIsDrawnBySomeSeed() {
    Set<Long> seen = new TreeSet<>();
    for (long seed = 0; seed < 60; seed++) {
      seen.addAll(draw(seed, 4).places());
    }
    assertEquals(draw(0, 4).candidates(), seen);
  }

  @Test
  void featuresAreThoseOfTheDrawnVoxels() {
    Drawn drawn = draw(5, 1_000_000);
    assertEquals(drawn.all(), drawn.features());
  }

  private static Drawn draw(long seed, int most) {
    try (NDManager manager = NDManager.newBaseManager()) {
      DualOutputs outputs = Outputs.of(manager, 2).stepSeed(seed).build();
      Batch batch = new Batch(outputs, Partner.TRAINED, 1, manager);
      Reliable reliable = new ReliableFilter(0.3, true).apply(batch);
      VoxelSample sample = VoxelSample.of(batch, batch.sideA(), reliable, most);
      long[] indices = sample.indices().get(1).toLongArray();
      float[] weights = sample.weights().get(1).toFloatArray();
      float[] features = sample.features(batch.sideA(), batch).get(1).toFloatArray();
      Set<Long> places = new TreeSet<>();
      for (int i = 0; i < indices.length; i++) {
        if (weights[i] == 1) {
          places.add(indices[i]);
        }
      }
      return new Drawn(
          places,
          candidates(batch, reliable),
          Floats.asList(features),
          Floats.asList(byHand(outputs, indices)));
    }
  }

  private static Set<Long> candidates(Batch batch, Reliable reliable) {
    float[] predicted = batch.sideA().predicted().unlabelled().get(":, 1").toFloatArray();
    float[] kept = reliable.mask().toFloatArray();
    Set<Long> candidates = new TreeSet<>();
    for (int i = 0; i < VOXELS; i++) {
      if (predicted[i] == 1 && kept[i] == 0) {
        candidates.add((long) i);
      }
    }
    return candidates;
  }

  /** The same features by plain indexing into (batch, channels, voxels). */
  private static float[] byHand(DualOutputs outputs, long[] indices) {
    float[] features = outputs.featuresA().toFloatArray();
    int channels = (int) outputs.featuresA().getShape().get(1);
    int perPatch = VOXELS / 2;
    float[] taken = new float[indices.length * channels];
    for (int i = 0; i < taken.length; i++) {
      int place = (int) indices[i / channels];
      int patch = 2 + place / perPatch;
      taken[i] = features[(patch * channels + i % channels) * perPatch + place % perPatch];
    }
    return taken;
  }
}
