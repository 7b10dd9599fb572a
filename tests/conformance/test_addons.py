from .common import ConformanceCase, our_addons


class TestAddons(ConformanceCase):
    def test_every_addon_is_installed(self):
        """Else the whole suite would pass without having looked."""
        self.assertEqual(list(our_addons()), self.addons)
        self.assertTrue(self.models)

    def test_every_stored_model_has_a_factory(self):
        self.assertNoProblem(
            [
                f"{name}: no factory in {addon}/tests/factories.py"
                for name, addon in self.models.items()
                if name in self.stored_models and name not in self.factories
            ],
            "models the other tests cannot make records of",
        )
