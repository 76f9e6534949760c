/**
 * Where the runs of a workspace are, from the files that they leave: while they go on in whatever
 * process, after they ended, and after they were killed.
 */
package io.twinbeam.pipelines.status;
