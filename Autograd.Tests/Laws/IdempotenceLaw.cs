using Autograd.Core;

namespace Autograd.Tests.Laws;

/// <summary>An elementwise function of one argument is idempotent, f(f(x)) = f(x), exactly where its definition says so.</summary>
public sealed class IdempotenceLaw : Law
{
    protected override IEnumerable<string> Check(OpDefinition op)
    {
        if (op.Create() is not ElementwiseOp { Arity: 1 })
        {
            if (op.IsIdempotent)
            {
                yield return $"{op.Name}: only an elementwise function of one argument is checked for idempotence.";
            }

            yield break;
        }

        string? violation = Call.Of(op).SelectMany(call =>
        {
            Tensor once = call.Forward();
            return Numbers.Differences($"{call.Name}, f(f(x))", Numbers.Of(call.Op.Apply(once)), Numbers.Of(once), 0);
        }).FirstOrDefault();
        if (op.IsIdempotent && violation is not null)
        {
            yield return violation;
        }

        if (!op.IsIdempotent && violation is null)
        {
            yield return $"{op.Name}: it is idempotent on all samples; its definition should say so.";
        }
    }
}
