#include "ingest/import/layout.hpp"

namespace gridhall::importer {

// Socrata's portals publish each table twice: with titles (CSV export) and with field names (API). Names that
// differ in more than case, blanks and underscores stand here as second spellings.

std::vector<std::string> common_time_formats() {
  return {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p",
          "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M",
          "%Y-%m-%dT%H:%M",    "%Y-%m-%d %H:%M",    "%Y-%m-%d %I:%M:%S %p",
          "%m/%d/%Y",          "%Y-%m-%d"};
}

Layout nyc311_layout() {
  Layout out;
  out.format = "nyc311";
  out.source = "/nyc311";
  out.time_zone = "America/New_York";
  out.time_formats = common_time_formats();
  out.key = {"Unique Key"};
  out.opened = {"Created Date"};
  out.closed = {"Closed Date"};
  out.expected = {"Due Date"};
  out.status = {"Status"};
  out.service_words = {"Complaint Type", "Problem (formerly Complaint Type)", "Problem"};
  out.lat = {"Latitude"};
  out.lon = {"Longitude"};
  out.members = {
      {"description", {"Descriptor", "Problem Detail (formerly Descriptor)", "Problem Detail"}},
      {"address", {"Incident Address"}},
      {"address", {"Intersection Street 1"}, {"Intersection Street 2"}},
      {"address", {"Cross Street 1"}, {"Cross Street 2"}},
      {"address", {"Street Name"}},
      {"address", {"Landmark"}},
      {"agency_responsible", {"Agency Name"}},
      {"agency_responsible", {"Agency"}},
  };
  out.closing = {{"status_notes", {"Resolution Description"}}};
  out.attributes = {
      {"agency", {"Agency"}},
      {"location_type", {"Location Type"}},
      {"city", {"City"}},
      {"zip", {"Incident Zip"}},
      {"borough", {"Borough"}},
      {"community_board", {"Community Board"}},
      {"bbl", {"BBL"}},
      {"channel", {"Open Data Channel Type"}},
      {"park", {"Park Facility Name"}},
      {"facility_type", {"Facility Type"}},
      {"vehicle_type", {"Vehicle Type"}},
      {"bridge_highway", {"Bridge Highway Name"}},
      {"bridge_highway_direction", {"Bridge Highway Direction"}},
  };
  return out;
}

Layout boston311_layout() {
  Layout out;
  out.format = "boston311";
  out.source = "/boston311";
  out.time_zone = "America/New_York";
  out.time_formats = common_time_formats();
  out.key = {"case_enquiry_id"};
  out.opened = {"open_dt"};
  out.closed = {"closed_dt"};
  out.expected = {"target_dt", "sla_target_dt"};
  out.status = {"case_status"};
  out.service_words = {"type"};
  out.lat = {"latitude"};
  out.lon = {"longitude"};
  out.default_place = Place{42.3594, -71.0587};
  out.members = {
      {"description", {"case_title"}},        {"address", {"location"}},
      {"address", {"location_street_name"}},  {"agency_responsible", {"subject"}},
      {"agency_responsible", {"department"}}, {"media_url", {"submitted_photo", "submittedphoto"}},
  };
  out.closing = {{"status_notes", {"closure_reason"}}, {"media_url", {"closed_photo", "closedphoto"}}};
  out.attributes = {
      {"reason", {"reason"}},
      {"queue", {"queue"}},
      {"department", {"department"}},
      {"neighborhood", {"neighborhood"}},
      {"ward", {"ward"}},
      {"precinct", {"precinct"}},
      {"zip", {"location_zipcode"}},
      {"fire_district", {"fire_district"}},
      {"pwd_district", {"pwd_district"}},
      {"city_council_district", {"city_council_district"}},
      {"police_district", {"police_district"}},
      {"neighborhood_services_district", {"neighborhood_services_district"}},
      {"channel", {"source"}},
  };
  return out;
}

Layout sf311_layout() {
  Layout out;
  out.format = "sf311";
  out.source = "/sf311";
  out.time_zone = "America/Los_Angeles";
  out.time_formats = common_time_formats();
  out.key = {"CaseID", "service_request_id"};
  out.opened = {"Opened", "requested_datetime"};
  out.closed = {"Closed", "closed_date"};
  out.status = {"Status", "status_description"};
  out.service_words = {"Category", "service_name"};
  out.lat = {"Latitude", "lat"};
  out.lon = {"Longitude", "long"};
  out.members = {
      {"description", {"Request Details", "service_details"}},
      {"description", {"Request Type", "service_subtype"}},
      {"address", {"Address"}},
      {"address", {"Street"}},
      {"agency_responsible", {"Responsible Agency", "agency_responsible"}},
      {"media_url", {"Media URL"}},
  };
  out.closing = {{"status_notes", {"Status Notes"}}};
  out.attributes = {
      {"request_type", {"Request Type", "service_subtype"}},
      {"street", {"Street"}},
      {"supervisor_district", {"Supervisor District"}},
      {"neighborhood", {"Neighborhood", "Neighborhoods", "neighborhoods_sffind_boundaries"}},
      {"police_district", {"Police District"}},
      {"channel", {"Source"}},
  };
  return out;
}

Layout chicago_crimes_layout() {
  Layout out;
  out.format = "chicago-crimes";
  out.source = "/chicago-crimes";
  out.type = model::EventType::kIncidentReported;
  out.time_zone = "America/Chicago";
  out.time_formats = common_time_formats();
  out.key = {"ID"};
  out.opened = {"Date"};
  out.service_words = {"Primary Type"};
  out.lat = {"Latitude"};
  out.lon = {"Longitude"};
  out.members = {
      {"description", {"Description"}},
      {"address", {"Block"}},
      {"agency_responsible", {}, {}, "Chicago Police Department"},
  };
  out.attributes = {
      {"case_number", {"Case Number"}},
      {"iucr", {"IUCR"}},
      {"fbi_code", {"FBI Code"}},
      {"location_description", {"Location Description"}},
      {"arrest", {"Arrest"}},
      {"domestic", {"Domestic"}},
      {"beat", {"Beat"}},
      {"district", {"District"}},
      {"ward", {"Ward"}},
      {"community_area", {"Community Area"}},
  };
  return out;
}

Layout seattle_fire_layout() {
  Layout out;
  out.format = "seattle-fire";
  out.source = "/seattle-fire";
  out.type = model::EventType::kIncidentReported;
  out.time_zone = "America/Los_Angeles";
  out.time_formats = common_time_formats();
  out.key = {"incident_number"};
  out.opened = {"timestamp", "datetime"};
  out.service_words = {"incident_type", "type"};
  out.lat = {"latitude"};
  out.lon = {"longitude"};
  out.members = {
      {"address", {"location", "address"}},
      {"agency_responsible", {}, {}, "Seattle Fire Department"},
  };
  out.attributes = {{"units", {"units"}}, {"level", {"level"}}};
  return out;
}

}  // namespace gridhall::importer
