namespace Autograd.Tests.Nn.Modules;

internal static partial class ModuleCatalogue
{
    private static ModuleCase[] Recurrent() => [];
}
