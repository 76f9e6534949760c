package io.twinbeam.pipelines.template;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** Parameters of every template that applies the networks of a finished run. */
public interface FinishedRunOptions extends NetworkOptions {

  @Description("The directory of a finished run, WORKSPACE/runs/EXPERIMENT/RUN_ID.")
  @Validation.Required
  @Parameter(label = "Finished run", kind = ParameterKind.READ_FOLDER)
  String getRun();

  void setRun(String value);

  @Description("The folder of the data set that networks are applied to.")
  @Validation.Required
  @Parameter(label = "Data set", kind = ParameterKind.READ_FOLDER)
  String getData();

  void setData(String value);

  @Description("The folder where artifacts are kept; without it, the workspace of the run.")
  @Parameter(label = "Workspace", kind = ParameterKind.WRITE_FOLDER)
  String getWorkspace();

  void setWorkspace(String value);
}
