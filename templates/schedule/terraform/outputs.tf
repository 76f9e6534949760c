output "bucket" {
  description = "The bucket for data and results."
  value       = google_storage_bucket.twinbeam.url
}

output "spec" {
  description = "The template spec, as bin/twinbeam launch takes it by --spec."
  value       = "gs://${google_storage_bucket.twinbeam.name}/${google_storage_bucket_object.spec.name}"
}

output "worker_account" {
  description = "Whom workers act as, as bin/twinbeam launch takes it by --serviceAccount."
  value       = google_service_account.worker.email
}

output "scheduler_job" {
  description = "The schedule; gcloud scheduler jobs run starts it now."
  value       = google_cloud_scheduler_job.nightly.id
}
