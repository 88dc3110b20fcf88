using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

public sealed class ModuleLawTests
{
    public static IEnumerable<TestCaseData> Rows =>
        ModuleCatalogue.All.SelectMany(of => ModuleLaws.All.Keys.Select(law => new TestCaseData(of, law)));

    [TestCaseSource(nameof(Rows))]
    public void The_law_holds(ModuleCase of, string law) => ModuleLaws.All[law](of);

    [Test]
    public void Every_module_is_in_the_catalogue() => typeof(Module).Assembly.GetExportedTypes()
        .Where(type => type.IsSubclassOf(typeof(Module)) && !type.IsAbstract).Select(type => type.Name.Split('`')[0])
        .Except(ModuleCatalogue.All.Select(of => of.Make().GetType().Name.Split('`')[0])).ShouldBeEmpty();
}
