using System.Globalization;

namespace Autograd.Tests;

/// <summary>
/// Runs the suite under the culture that AUTOGRAD_TEST_CULTURE names, such as de-DE: no result and no text may depend on it.
/// </summary>
[SetUpFixture]
public sealed class TestCulture
{
    /// <summary>The culture's name; empty is the invariant one, null the machine's own.</summary>
    internal static string? Name { get; } = Environment.GetEnvironmentVariable("AUTOGRAD_TEST_CULTURE");

    [OneTimeSetUp]
    public void Set()
    {
        if (Name is not null)
        {
            var culture = CultureInfo.GetCultureInfo(Name, predefinedOnly: true);
            CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = culture;
            CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = culture;
        }
    }
}
