-- SPDX-License-Identifier: MIT
-- Recommended additional indexes for bk-sops' tables of the 2019 generation.
-- Load into bk-sops' database with an account that may ALTER; nothing else
-- changes, and DROP KEY takes each of them away again.  bksops-fcgi --doctor
-- says which are missing.  Those for the PaaS's database are in
-- indexes-paas.sql.
--
-- "before" and "after" are what EXPLAIN says of the table, the rows that the
-- statement reads, and its best time of four.  MariaDB 10.11, everything in
-- memory, 300,000 tasks, of them 200,000 in one business, 800,000 relations,
-- one tree of 2,000 nodes.
--
-- There is none for the histories of a node: a node has some dozens, and
-- sorting them costs less than another index costs bk-sops when it writes.

-- get_task_status: the nodes below a task's instance.
-- before: ref engine_noderelationship_ancestor_id_*, Using where; 12,092 rows, 451 ms
-- after:  range, Using index; with the next one 8,082 rows, 281 ms
ALTER TABLE engine_noderelationship
  ADD KEY bksops_ancestor (ancestor_id, distance, descendant_id);

-- get_task_status: the parent of each of them.
-- before: ref engine_noderelationship_descendant_id_*, Using where
-- after:  ref, Using index
ALTER TABLE engine_noderelationship
  ADD KEY bksops_descendant (descendant_id, distance, ancestor_id);

-- query_task_count: all tasks of a business, and those of each status.
-- before: ALL, Using where; 300,001 rows, 105 ms; by status 480,001 rows, 546 ms
-- after:  ref, Using index; 180,001 rows, 20 ms; by status 360,001 rows, 240 ms
ALTER TABLE taskflow3_taskflowinstance
  ADD KEY bksops_business (business_id, is_deleted, pipeline_instance_id);

-- query_task_count by category, create_method or flow_type.
-- before: ALL, Using temporary, Using filesort; 480,016 rows, 186 ms
-- after:  ref, Using index; 180,001 rows, 27 ms
ALTER TABLE taskflow3_taskflowinstance
  ADD KEY bksops_groups (business_id, is_deleted, category, create_method, flow_type);

-- query_task_count of the tasks created since a day, here the last ten.
-- before: ALL of the tasks, then eq_ref PRIMARY; 480,001 rows, 429 ms
-- after:  range, Using index, then ref of the tasks; 10,948 rows, 7 ms
ALTER TABLE pipeline_pipelineinstance
  ADD KEY bksops_create_time (create_time);
