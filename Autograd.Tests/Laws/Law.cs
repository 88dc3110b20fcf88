using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>
/// A statement that holds for every op of the registry, and for any op of a user's own. The ops in Broken, each wrong in one way, show
/// that the laws notice.
/// </summary>
public abstract class Law
{
    public static IEnumerable<TestCaseData> Ops => OpRegistry.All.Select(op => new TestCaseData(op).SetArgDisplayNames(op.Name));

    [TestCaseSource(nameof(Ops))]
    public void Holds(OpDefinition op) => Violations(op).ShouldBeEmpty();

    /// <summary>What the op does against the law, a sentence each; an exception is a violation too.</summary>
    public IReadOnlyList<string> Violations(OpDefinition op)
    {
        try
        {
            return [.. Check(op)];
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or InsufficientExecutionStackException))
        {
            return [$"{op.Name}: {exception}"];
        }
    }

    protected abstract IEnumerable<string> Check(OpDefinition op);
}
