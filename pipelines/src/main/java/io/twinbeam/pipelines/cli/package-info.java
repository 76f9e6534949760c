/** The command line: {@code bin/twinbeam}. */
package io.twinbeam.pipelines.cli;
