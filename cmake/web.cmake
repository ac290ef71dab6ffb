# The web side. Views and widgets build natively too: their tests run against a null renderer.
retour_library(retour_web_ui    web ui    retour_app retour::imgui)
retour_library(retour_web_views web views retour_web_ui)
