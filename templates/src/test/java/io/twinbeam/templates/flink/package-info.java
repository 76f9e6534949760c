/**
 * Tests on a Flink session cluster of processes of its own: a JobManager and two TaskManagers on
 * the loopback interface, prepared by the files in {@code templates/flink}.
 */
package io.twinbeam.templates.flink;
