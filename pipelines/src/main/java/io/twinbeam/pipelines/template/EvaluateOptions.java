package io.twinbeam.pipelines.template;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** Parameters of the template {@code evaluate}. What is not given is as the run has it. */
public interface EvaluateOptions extends FinishedRunOptions {

  @Description("The folder where results go; without it, RUN/evaluations/ID.")
  @Parameter(label = "Output", kind = ParameterKind.WRITE_FOLDER)
  String getOutput();

  void setOutput(String value);

  @Description("Voxels from window to window along each array axis, such as 18x18x4.")
  @Parameter(label = "Stride, in voxels", regexes = "^[1-9][0-9]*x[1-9][0-9]*x[1-9][0-9]*$")
  String getStride();

  void setStride(String value);

  @Description("How voxels of a window count: uniform, or gaussian, less towards its edge.")
  @Parameter(
      label = "Weighting of windows",
      kind = ParameterKind.ENUM,
      values = {"uniform", "gaussian"})
  String getWeighting();

  void setWeighting(String value);

  @Description("Axes along which windows are seen mirrored as well, such as x,y, or none.")
  @Parameter(label = "Mirrored axes", regexes = "^(none|[xyz](,[xyz]){0,2})$")
  String getFlips();

  void setFlips(String value);

  @Description("Which networks predict.")
  @Parameter(
      label = "Networks",
      kind = ParameterKind.ENUM,
      values = {"both", "a", "b"})
  String getNetworks();

  void setNetworks(String value);

  @Description(
      "Classes of which the largest component alone is kept, names with commas between, true for"
          + " all, or false.")
  @Parameter(label = "Largest component alone")
  String getKeepLargest();

  void setKeepLargest(String value);

  @Description("Components below this size are removed: in ml or in voxels, such as 0.5ml.")
  @Parameter(
      label = "Smallest component",
      regexes = "^(0|[0-9]{1,9}(\\.[0-9]{1,9})? ?(ml|voxels))$")
  String getRemoveSmaller();

  void setRemoveSmaller(String value);

  @Description("Writes the probabilities of foreground classes as well, a volume per class.")
  @Default.Boolean(false)
  @Parameter(label = "Probability maps", kind = ParameterKind.BOOLEAN)
  Boolean getProbabilities();

  void setProbabilities(Boolean value);
}
