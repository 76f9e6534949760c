package io.twinbeam.pipelines.template;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;

/** Parameters of every template that computes with networks. */
public interface NetworkOptions extends PipelineOptions {

  @Description("Percentage of cases that may fail before the job counts as failed, 0% to 100%.")
  @Default.String("10%")
  @Parameter(label = "Failures allowed", regexes = Values.PERCENTAGE)
  String getMaxFailed();

  void setMaxFailed(String value);

  @Description("Where networks compute: auto, cpu or gpu:N; without it, where the experiment says.")
  @Parameter(label = "Device", regexes = "^(auto|cpu|gpu:[0-9]{1,2})$")
  String getDevice();

  void setDevice(String value);
}
