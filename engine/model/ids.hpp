// One id type per kind of entity.
#pragma once

#include "base/id.hpp"

namespace retour {

using ClinicId = Id<struct Clinic>;
using PolicyId = Id<struct Policy>;
using LegalEntityId = Id<struct LegalEntity>;
using BranchId = Id<struct Branch>;
using RoomId = Id<struct Room>;
using DeviceId = Id<struct Device>;
using SpecialtyId = Id<struct Specialty>;
using StaffId = Id<struct Staff>;
using ShiftId = Id<struct Shift>;
using ShiftPatternId = Id<struct ShiftPattern>;
using CalendarDayId = Id<struct CalendarDay>;
using ServiceId = Id<struct Service>;
using PriceId = Id<struct Price>;
using SourceId = Id<struct Source>;
using OrganisationId = Id<struct Organisation>;
using ReasonId = Id<struct Reason>;
using SavedListId = Id<struct SavedList>;
using DayCloseId = Id<struct DayClose>;
using HandOverId = Id<struct HandOver>;
using CampaignId = Id<struct Campaign>;
using CostId = Id<struct Cost>;
using SiteTrafficId = Id<struct SiteTraffic>;
using RatingId = Id<struct Rating>;
using CallReviewId = Id<struct CallReview>;
using ScriptId = Id<struct Script>;
using TargetId = Id<struct Target>;
using PublishedMonthId = Id<struct PublishedMonth>;
using PatientId = Id<struct Patient>;
using RelationId = Id<struct Relation>;
using ConsentId = Id<struct Consent>;
using SamenessId = Id<struct Sameness>;
using DifferenceId = Id<struct Difference>;
using WaitlistEntryId = Id<struct WaitlistEntry>;
using ContactAttemptId = Id<struct ContactAttempt>;
using BookingId = Id<struct Booking>;
using GroupSessionId = Id<struct GroupSession>;  ///< Of bookings that share one time, no row.
using SeriesId = Id<struct Series>;              ///< Of bookings that repeat, no row.
using ItineraryId = Id<struct Itinerary>;        ///< Of bookings in order, no row.
using VisitId = Id<struct Visit>;
using ChargeId = Id<struct Charge>;
using InvoiceId = Id<struct Invoice>;
using PaymentId = Id<struct Payment>;
using AllocationId = Id<struct Allocation>;
using InstalmentScheduleId = Id<struct InstalmentSchedule>;
using RefundId = Id<struct Refund>;
using CertificateId = Id<struct Certificate>;
using CallId = Id<struct Call>;
using WebRequestId = Id<struct WebRequest>;
using PlanId = Id<struct Plan>;
using PlanItemId = Id<struct PlanItem>;
using RecallId = Id<struct Recall>;
using NextStepId = Id<struct NextStep>;
using CycleClosingId = Id<struct CycleClosing>;
using ImportBatchId = Id<struct ImportBatch>;
using CardReadId = Id<struct CardRead>;
using WithdrawalId = Id<struct Withdrawal>;
using ErasureId = Id<struct Erasure>;
using OpId = Id<struct Op>;
using ReplicaId = Id<struct Replica>;  ///< One installation: a device and the person who uses it.

}  // namespace retour
