using System.Globalization;

namespace Autograd.Tests;

public sealed class TestCultureTests
{
    [Test]
    public void The_culture_asked_for_is_that_of_every_thread()
    {
        if (TestCulture.Name is not { } name)
        {
            Assert.Ignore("AUTOGRAD_TEST_CULTURE is not set.");
            return;
        }

        CultureInfo.CurrentCulture.Name.ShouldBe(name);
        string? elsewhere = null;
        var thread = new Thread(() => elsewhere = CultureInfo.CurrentCulture.Name);
        thread.Start();
        thread.Join();
        elsewhere.ShouldBe(name);
    }
}
