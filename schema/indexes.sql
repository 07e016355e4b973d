-- SPDX-License-Identifier: MIT
-- Recommended additional indexes for bk-sops' tables of the 2019 generation.
-- Load into bk-sops' database with an account that may ALTER; nothing else
-- changes, and DROP KEY takes each of them away again.  bksops-fcgi --doctor
-- says which are missing.  Those for the PaaS's database are in
-- indexes-paas.sql.
--
-- "before" and "after" are what EXPLAIN says of the table, the rows that all
-- statements of a request examine, and its median time: MariaDB 10.11,
-- everything in memory, 1,000,000 tasks in 200 businesses, half of them in one,
-- as `make bench-growth` prints them.
--
-- There is none for the histories of a node: a node has some dozens, and
-- sorting them costs less than another index costs bk-sops when it writes.

-- get_task_status of a task with 2,000 nodes: those below its instance.
-- before: ref engine_noderelationship_ancestor_id_*, Using where; 8,012 rows
-- after:  range, Using index; with the next one 6,011 rows
-- In memory that is no faster; it saves a page of the table for each node.
ALTER TABLE engine_noderelationship
  ADD KEY bksops_ancestor (ancestor_id, distance, descendant_id);

-- get_task_status: the parent of each of them.
-- before: ref engine_noderelationship_descendant_id_*, Using where
-- after:  ref, Using index
ALTER TABLE engine_noderelationship
  ADD KEY bksops_descendant (descendant_id, distance, ancestor_id);

-- query_task_count by status, and the total of get_task_list.
-- before: ALL, Using where; 1,502,512 rows, 1,572 ms; total 1,000,514, 272 ms
-- after:  ref, Using index; 1,005,012 rows, 1,118 ms; total 503,113, 130 ms
-- A page of get_task_list behind a cursor: 251,762 rows, 427 ms; then 611, 3 ms.
ALTER TABLE taskflow3_taskflowinstance
  ADD KEY bksops_business (business_id, is_deleted, pipeline_instance_id);

-- query_task_count by category, create_method or flow_type.
-- before: ALL, Using where; 1,000,009 rows, 535 ms
-- after:  ref, Using index; 502,509 rows, 357 ms
ALTER TABLE taskflow3_taskflowinstance
  ADD KEY bksops_groups (business_id, is_deleted, category, create_method, flow_type);

-- query_task_count of the tasks created since a day.
-- before: ALL of the tasks, then eq_ref PRIMARY; 1,502,512 rows, 1,401 ms
-- after:  range, Using index condition, then ref of the tasks; 2,891 rows, 9 ms
ALTER TABLE pipeline_pipelineinstance
  ADD KEY bksops_create_time (create_time);
