# A nightly launch of a Flex Template: the bucket, two service accounts that may do what they need and no more, the
# template spec, and the schedule. Nothing is made before the APIs are enabled. docs/dataflow.md goes through it.

locals {
  services = [
    "artifactregistry.googleapis.com",
    "cloudresourcemanager.googleapis.com",
    "cloudscheduler.googleapis.com",
    "compute.googleapis.com",
    "dataflow.googleapis.com",
    "iam.googleapis.com",
    "logging.googleapis.com",
    "storage.googleapis.com",
  ]

  job_name = "twinbeam-${var.template}"

  environment = merge(
    {
      serviceAccountEmail = google_service_account.worker.email
      tempLocation        = "gs://${google_storage_bucket.twinbeam.name}/temp"
      stagingLocation     = "gs://${google_storage_bucket.twinbeam.name}/temp/staging"
      maxWorkers          = var.max_workers
      ipConfiguration     = "WORKER_IP_PRIVATE"
    },
    var.subnetwork == "" ? {} : { subnetwork = var.subnetwork },
  )
}

resource "google_project_service" "needed" {
  for_each = toset(local.services)

  project            = var.project
  service            = each.value
  disable_on_destroy = false
}

resource "google_storage_bucket" "twinbeam" {
  project                     = var.project
  name                        = var.bucket
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = false

  # A workspace replaces and removes what can be computed again; kept copies of it would be billed.
  soft_delete_policy {
    retention_duration_seconds = 0
  }

  # Jobs leave files there when they are cancelled.
  lifecycle_rule {
    condition {
      age            = 14
      matches_prefix = ["temp/"]
    }
    action {
      type = "Delete"
    }
  }

  depends_on = [google_project_service.needed]
}

# Whom launchers and workers act as.
resource "google_service_account" "worker" {
  project      = var.project
  account_id   = "twinbeam-worker"
  display_name = "Twinbeam: Dataflow workers"

  depends_on = [google_project_service.needed]
}

resource "google_project_iam_member" "worker_runs_jobs" {
  project = var.project
  role    = "roles/dataflow.worker"
  member  = google_service_account.worker.member

  depends_on = [google_project_service.needed]
}

resource "google_storage_bucket_iam_member" "worker_reads_and_writes" {
  bucket = google_storage_bucket.twinbeam.name
  role   = "roles/storage.objectUser"
  member = google_service_account.worker.member

  depends_on = [google_project_service.needed]
}

# Beam asks whether the bucket of temporary files is there.
resource "google_storage_bucket_iam_member" "worker_sees_the_bucket" {
  bucket = google_storage_bucket.twinbeam.name
  role   = "roles/storage.legacyBucketReader"
  member = google_service_account.worker.member

  depends_on = [google_project_service.needed]
}

resource "google_artifact_registry_repository_iam_member" "worker_pulls_images" {
  project    = var.project
  location   = var.region
  repository = var.image_repository
  role       = "roles/artifactregistry.reader"
  member     = google_service_account.worker.member

  depends_on = [google_project_service.needed]
}

# Whom the schedule acts as: it may launch, and nothing else.
resource "google_service_account" "scheduler" {
  project      = var.project
  account_id   = "twinbeam-scheduler"
  display_name = "Twinbeam: launches templates"

  depends_on = [google_project_service.needed]
}

resource "google_project_iam_custom_role" "launcher" {
  project     = var.project
  role_id     = "twinbeamLauncher"
  title       = "Twinbeam launcher"
  description = "Launches Flex Templates."
  permissions = [
    "dataflow.jobs.create",
    "dataflow.jobs.get",
    "dataflow.jobs.list",
  ]

  depends_on = [google_project_service.needed]
}

resource "google_project_iam_member" "scheduler_launches" {
  project = var.project
  role    = google_project_iam_custom_role.launcher.name
  member  = google_service_account.scheduler.member

  depends_on = [google_project_service.needed]
}

resource "google_service_account_iam_member" "scheduler_acts_as_worker" {
  service_account_id = google_service_account.worker.name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.scheduler.member

  depends_on = [google_project_service.needed]
}

# The spec alone, not the images of patients that lie beside it.
resource "google_storage_bucket_iam_member" "scheduler_reads_the_spec" {
  bucket = google_storage_bucket.twinbeam.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.scheduler.member

  condition {
    title      = "template specs"
    expression = "resource.name.startsWith(\"projects/_/buckets/${google_storage_bucket.twinbeam.name}/objects/templates/\")"
  }

  depends_on = [google_project_service.needed]
}

resource "google_storage_bucket_object" "spec" {
  bucket       = google_storage_bucket.twinbeam.name
  name         = "templates/${var.template}.json"
  source       = var.spec_file
  content_type = "application/json"

  depends_on = [google_project_service.needed]
}

resource "google_cloud_scheduler_job" "nightly" {
  project          = var.project
  region           = var.region
  name             = local.job_name
  description      = "Launches the Flex Template ${var.template}."
  schedule         = var.schedule
  time_zone        = var.time_zone
  paused           = var.paused
  attempt_deadline = "180s"

  # Dataflow refuses a job of a name that is active: a night that is not over yet is left in peace.
  retry_config {
    retry_count = 0
  }

  http_target {
    http_method = "POST"
    uri         = "https://dataflow.googleapis.com/v1b3/projects/${var.project}/locations/${var.region}/flexTemplates:launch"
    headers     = { "Content-Type" = "application/json" }
    body = base64encode(jsonencode({
      launchParameter = {
        jobName              = local.job_name
        containerSpecGcsPath = "gs://${google_storage_bucket.twinbeam.name}/${google_storage_bucket_object.spec.name}"
        parameters           = var.parameters
        environment          = local.environment
      }
    }))

    oauth_token {
      service_account_email = google_service_account.scheduler.email
      scope                 = "https://www.googleapis.com/auth/cloud-platform"
    }
  }

  depends_on = [google_project_service.needed]
}
