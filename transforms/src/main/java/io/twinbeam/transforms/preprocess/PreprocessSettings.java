package io.twinbeam.transforms.preprocess;

import io.twinbeam.model.recipe.LabelClasses;
import io.twinbeam.model.recipe.Recipe;
import io.twinbeam.transforms.artifact.ArtifactKey;
import io.twinbeam.transforms.source.SourceRules;
import java.util.List;

/**
 * All that a preprocessed case depends on besides its files.
 *
 * @param recipe the steps
 * @param classes which source label values make which class
 * @param source how the files are read and what they must be like
 * @param labelsAtTest whether the recipe may look at the label maps of cases that the data set
 *     keeps for testing
 */
public record PreprocessSettings(
    Recipe recipe, LabelClasses classes, SourceRules source, boolean labelsAtTest) {

  /** Rises when the same settings give other bytes, so that old artifacts are not taken for new. */
  private static final String PRODUCER = "preprocess/4";

  /** Settings under which no label map of a test case is looked at. */
  public PreprocessSettings(Recipe recipe, LabelClasses classes, SourceRules source) {
    this(recipe, classes, source, false);
  }

  /** The same settings for cases of another number of channels. */
  public PreprocessSettings withChannels(int channels) {
    return new PreprocessSettings(recipe, classes, source.withChannels(channels), labelsAtTest);
  }

  /** Names the preprocessed form of a case whose files have the digests {@code inputs}. */
  ArtifactKey key(List<String> inputs) {
    // Whether a case may be preprocessed changes nothing in how.
    PreprocessSettings how = new PreprocessSettings(recipe, classes, source, false);
    return ArtifactKey.of("case", PRODUCER, how, inputs);
  }

  /** One digest over these settings and the version of the code that follows them. */
  public String digest() {
    return key(List.of()).ref().digest();
  }

  /** Whether a step looks at the label map, which a test case must not allow. */
  public boolean usesLabels() {
    return recipe.usesLabels();
  }
}
