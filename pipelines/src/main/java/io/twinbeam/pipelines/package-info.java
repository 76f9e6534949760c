/**
 * The figures of the method as Beam pipelines, and what surrounds them: the experiment file, the
 * command line, the run directory and the report.
 */
package io.twinbeam.pipelines;
