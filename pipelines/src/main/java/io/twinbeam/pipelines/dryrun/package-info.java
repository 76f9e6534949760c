/**
 * What a command would do, told without doing it: the plan, what it takes, and the DAG. Sizes are
 * in bytes, durations in seconds.
 */
package io.twinbeam.pipelines.dryrun;
