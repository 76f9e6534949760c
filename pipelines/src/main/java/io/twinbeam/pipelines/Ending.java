package io.twinbeam.pipelines;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;

/**
 * What remains of a job once its pipeline has ended: its tables are made into summary, report or
 * manifest. A record, which JSON can carry to a worker, so that it depends on nothing but what the
 * job was started with.
 */
public interface Ending {

  /**
   * Does it where nobody waited for the pipeline; twice does no harm.
   *
   * @param launch names the launch that the pipeline was handed over in
   * @param measured what is known of the pipeline
   * @param out tells people, in the worker's log
   * @return the exit status of a command that had waited
   * @throws IOException where it must be done again
   */
  int finish(String launch, Map<String, Object> measured, PrintWriter out) throws IOException;
}
