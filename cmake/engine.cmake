# The engine: one library per folder, linked along the arrows and no further.
# scripts/lib/tree_checks.py checks the same table against the #include lines.

retour_library(retour_base     engine base     retour::nlohmann_json retour::sodium
                                               retour::rapidfuzz)
retour_library(retour_time     engine time     retour_base retour::zone_data retour::cctz)
retour_library(retour_model    engine model    retour_time)
retour_library(retour_ops      engine ops      retour_model)
retour_library(retour_schedule engine schedule retour_model)
retour_library(retour_funnel   engine funnel   retour_model)
retour_library(retour_care     engine care     retour_model)
retour_library(retour_store    engine store    retour_ops retour::sqlite3mc)
retour_library(retour_wire     engine wire     retour_ops)
retour_library(retour_hub      engine hub      retour_wire)
retour_library(retour_sync     engine sync     retour_store retour_wire)
retour_library(retour_exchange engine exchange retour_ops)
retour_library(retour_simulate engine simulate retour_schedule retour_funnel retour_care retour_ops)
retour_library(retour_app      engine app      retour_sync retour_hub retour_exchange
                                               retour_simulate)
