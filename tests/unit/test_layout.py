"""What import-linter cannot say of features: what each one shows to the others."""

from __future__ import annotations

import grimp

FEATURES = "taskbot.features"
# Besides its service: cards are what all other features show, draft, and tell people of.
SHOWN = {
    "cards": {"service", "notices", "presses", "in_group"},
    "creation": {"service", "drafts"},
    "lists": {"service", "presses"},
    "people": {"service", "requests"},
}


def test_a_feature_uses_another_by_its_service_alone() -> None:
    graph = grimp.build_graph("taskbot", exclude_type_checking_imports=False)
    crossing = [
        (importer, imported)
        for importer in graph.find_descendants(FEATURES)
        for imported in graph.find_modules_directly_imported_by(importer)
        if imported.startswith(f"{FEATURES}.") and feature_of(imported) != feature_of(importer)
    ]
    assert crossing
    for importer, imported in crossing:
        name = imported.rpartition(".")[2]
        assert name in SHOWN.get(feature_of(imported), {"service"}), f"{importer} imports {imported}"


# It completes the commands of the others.
WITHOUT_COMMANDS = {"picking"}


def test_a_feature_has_its_texts_and_commands_beside_it() -> None:
    graph = grimp.build_graph("taskbot")
    for feature in graph.find_children(FEATURES):
        has_commands = f"{feature}.commands" in graph.modules
        assert has_commands is (feature_of(feature) not in WITHOUT_COMMANDS), feature
        assert f"{feature}.handlers" in graph.modules, feature


def feature_of(module: str) -> str:
    return module.removeprefix(f"{FEATURES}.").partition(".")[0]
