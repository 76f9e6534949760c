package io.twinbeam.pipelines.template;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** Parameters of the template {@code pseudo-label}. */
public interface PseudoLabelOptions extends FinishedRunOptions {

  @Description("The folder where pseudo-labels go.")
  @Validation.Required
  @Parameter(label = "Output", kind = ParameterKind.WRITE_FOLDER)
  String getOutput();

  void setOutput(String value);

  @Description("The method whose run labels, where the experiment has several.")
  @Parameter(label = "Method")
  String getMethod();

  void setMethod(String value);

  @Description("The seed whose run labels, where the experiment has several.")
  @Parameter(label = "Seed", kind = ParameterKind.NUMBER, regexes = Values.WHOLE)
  Long getSeed();

  void setSeed(Long value);

  @Description("The fold whose run labels, from 1, where the experiment has folds.")
  @Parameter(label = "Fold", kind = ParameterKind.NUMBER, regexes = "^[1-9][0-9]{0,8}$")
  Integer getFold();

  void setFold(Integer value);

  @Description(
      "A YAML file with a section pseudoLabels, as in an experiment file, in place of the run's.")
  @Parameter(label = "Settings", kind = ParameterKind.READ_FILE)
  String getSettings();

  void setSettings(String value);

  @Description(
      "The share of voxels with the lowest entropy that is kept, 0.01 to 1; 1 keeps all. Without"
          + " it, what the run's filters keep.")
  @Parameter(
      label = "Share of voxels kept",
      kind = ParameterKind.NUMBER,
      regexes = "^(1(\\.0+)?|0?\\.(0[1-9]|[1-9])[0-9]*)$")
  Double getShare();

  void setShare(Double value);

  @Description("Whether an alarm makes the job fail; without it, as the run's settings say.")
  @Parameter(
      label = "On an alarm",
      kind = ParameterKind.ENUM,
      values = {"warn", "fail"})
  String getOnAlarm();

  void setOnAlarm(String value);
}
