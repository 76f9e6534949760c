/**
 * Compares what a run recorded with what a rerun of it recorded: where the two begin to differ, and
 * what may explain it.
 */
package io.twinbeam.pipelines.verify;
