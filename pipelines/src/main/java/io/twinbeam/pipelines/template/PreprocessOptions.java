package io.twinbeam.pipelines.template;

import io.twinbeam.transforms.source.SourceRules;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.Validation;

/** Parameters of the template {@code preprocess}. */
public interface PreprocessOptions extends PipelineOptions {

  @Description("The folder of the data set. Every image in it, at any depth, is read.")
  @Validation.Required
  @Parameter(label = "Data set", kind = ParameterKind.READ_FOLDER)
  String getInput();

  void setInput(String value);

  @Description("The folder where artifacts, manifest.json and failed-cases.csv are kept.")
  @Validation.Required
  @Parameter(label = "Output", kind = ParameterKind.WRITE_FOLDER)
  String getOutput();

  void setOutput(String value);

  @Description(
      "What is done to each case: the name of a recipe that comes along, such as default or auto, or"
          + " the path of a recipe file.")
  @Validation.Required
  @Parameter(label = "Recipe")
  String getRecipe();

  void setRecipe(String value);

  @Description("Percentage of cases that may fail before the job counts as failed, 0% to 100%.")
  @Default.String("5%")
  @Parameter(label = "Failures allowed", regexes = Values.PERCENTAGE)
  String getMaxFailed();

  void setMaxFailed(String value);

  @Description(
      "Volumes of more voxels than this fail, which bounds the memory that a worker needs (4 bytes"
          + " a voxel and channel, several times).")
  @Default.Long(SourceRules.DEFAULT_MAX_VOXELS)
  @Parameter(
      label = "Largest volume, in voxels",
      kind = ParameterKind.NUMBER,
      regexes = Values.POSITIVE)
  Long getMaxVoxels();

  void setMaxVoxels(Long value);

  @Description("Lets a recipe crop test cases, too, by their label maps.")
  @Default.Boolean(false)
  @Parameter(label = "Label maps of test cases", kind = ParameterKind.BOOLEAN)
  Boolean getAllowLabelsAtTest();

  void setAllowLabelsAtTest(Boolean value);
}
