package io.twinbeam.transforms;

import io.twinbeam.model.recipe.Interpolation;
import io.twinbeam.model.recipe.LabelClasses;
import io.twinbeam.model.recipe.LabelClasses.ForegroundClass;
import io.twinbeam.model.recipe.LabelInterpolation;
import io.twinbeam.model.recipe.Recipe;
import io.twinbeam.model.recipe.ReorientStep;
import io.twinbeam.model.recipe.ResampleStep;
import io.twinbeam.model.recipe.ScoredVoxels;
import io.twinbeam.model.recipe.ZScoreStep;
import io.twinbeam.model.volume.GridShape;
import io.twinbeam.model.volume.PhantomSpec;
import io.twinbeam.transforms.preprocess.PreprocessCases;
import io.twinbeam.transforms.preprocess.PreprocessSettings;
import io.twinbeam.transforms.source.SourceFormats;
import io.twinbeam.transforms.source.SourceRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;

/**
 * Four small phantoms of anisotropic spacing, preprocessed to 1 mm once per process. Tests work on
 * copies of their workspace.
 */
public final class SmallData {

  /** Source grid; 1 mm makes it 20x16x30. */
  public static final PhantomSpec SPEC =
      new PhantomSpec(new GridShape(20, 20, 24), 1, 0.8, 1.25, 0.1, 0.1, 1);

  private static List<PreprocessedCase> cases;
  private static Path workspace;

  private SmallData() {}

  public static CaseSource source(int index) {
    String address = new PhantomAddress(SPEC, 5, index).toString();
    return new CaseSource(
        "phantom_" + index,
        VolumeSource.of(SourceFormats.PHANTOM, address),
        VolumeSource.of(SourceFormats.PHANTOM, address));
  }

  /** Resampled to 1 mm, z-scored, both phantom classes in one. */
  public static PreprocessSettings preprocessing() {
    Recipe recipe =
        Recipe.of(
            new ReorientStep(),
            new ResampleStep(
                List.of(1.0, 1.0, 1.0), Interpolation.LINEAR, LabelInterpolation.NEAREST),
            ZScoreStep.over(ScoredVoxels.WHOLE));
    return new PreprocessSettings(
        recipe,
        new LabelClasses(List.of(new ForegroundClass("body", List.of(1, 2)))),
        new SourceRules(1, Optional.empty(), 1 << 20, 1e-3));
  }

  /** The four cases, sorted by id. */
  public static synchronized List<PreprocessedCase> cases() {
    if (cases == null) {
      try {
        workspace = Files.createTempDirectory("twinbeam-small-data");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(workspace)));
      Pipeline pipeline = Pipeline.create();
      Capture<PreprocessedCase> done =
          Capture.of(
              pipeline
                  .apply(Create.of(source(0), source(1), source(2), source(3)))
                  .apply(PreprocessCases.of(workspace.toString(), preprocessing()))
                  .get(PreprocessCases.CASES));
      Capture.run(pipeline);
      cases =
          done.elements().stream().sorted(Comparator.comparing(PreprocessedCase::caseId)).toList();
    }
    return cases;
  }

  /** A workspace that holds the four cases and nothing else. */
  public static String workspaceAt(Path folder) {
    cases();
    copy(workspace, folder);
    return folder.toString();
  }

  /** Copies a workspace with all its artifacts. */
  public static void copy(Path from, Path to) {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = new ArrayList<>(all.sorted(Comparator.reverseOrder()).toList());
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two labelled and two unlabelled cases. */
  public static List<SplitCase> split() {
    List<PreprocessedCase> all = cases();
    return List.of(
        new SplitCase(CaseRole.LABELLED, all.get(0)),
        new SplitCase(CaseRole.UNLABELLED, all.get(1)),
        new SplitCase(CaseRole.LABELLED, all.get(2)),
        new SplitCase(CaseRole.UNLABELLED, all.get(3)));
  }
}
