package io.twinbeam.pipelines.template;

import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation;

/** Parameters of the template {@code train}. */
public interface TrainOptions extends NetworkOptions {

  @Description("The experiment file, YAML.")
  @Validation.Required
  @Parameter(label = "Experiment file", kind = ParameterKind.READ_FILE)
  String getExperimentFile();

  void setExperimentFile(String value);

  @Description("The folder of the data set, in place of data.folder of the experiment file.")
  @Parameter(label = "Data set", kind = ParameterKind.READ_FOLDER)
  String getData();

  void setData(String value);

  @Description("The folder where artifacts and runs are kept.")
  @Validation.Required
  @Parameter(label = "Workspace", kind = ParameterKind.WRITE_FOLDER)
  String getWorkspace();

  void setWorkspace(String value);

  @Description(
      "Safetensors files of the weights that networks start from, a=FILE,b=FILE, in place of"
          + " networks.initialWeights of the experiment file; a FILE alone is network a's.")
  @Parameter(label = "Initial weights")
  String getInitialWeights();

  void setInitialWeights(String value);

  @Description(
      "At most so many runs have their networks in the memory of one worker process; without it, as"
          + " many as it has processors, at least 3.")
  @Parameter(
      label = "Runs in memory of a worker",
      kind = ParameterKind.NUMBER,
      regexes = "^[1-9][0-9]{0,8}$")
  Integer getMaxConcurrentRunsPerWorker();

  void setMaxConcurrentRunsPerWorker(Integer value);

  @Description(
      "An MLflow server that training, settings and results are logged to, http or https. Give user"
          + " and password by MLflow's environment variables, not here.")
  @Parameter(label = "MLflow server", regexes = "^https?://[^@\\s]+$")
  String getMlflowTrackingUri();

  void setMlflowTrackingUri(String value);
}
